"""What pySigma's condition tree says of an event: each node as the specification has it, and nothing besides.

Where pySigma leaves the meaning to its backends (case, numbers as text, lists), the decisions of docs/design/engine.md ("Decisions") stand here.
"""
import datetime
import ipaddress
import re
from decimal import Decimal, InvalidOperation

from sigma.conditions import ConditionAND, ConditionFieldEqualsValueExpression, ConditionNOT, ConditionOR, ConditionValueExpression
from sigma.types import (CompareOperators, SigmaBool, SigmaCasedString, SigmaCIDRExpression, SigmaCompareExpression, SigmaExists, SigmaExpansion, SigmaFieldReference,
                         SigmaNull, SigmaNumber, SigmaRegularExpression, SigmaString, SigmaTimestampPart, SpecialChars, TimestampPart)

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?", re.ASCII)


def fold(text):
    """Unicode's simple lower case, character by character."""
    return "".join(lower if len(lower := one.lower()) == 1 else one for one in text)


def texts(value):
    """The texts of a field: of each element, where it is a list."""
    values = value if isinstance(value, list) else [value]
    return [str(one).lower() if isinstance(one, bool) else str(one) for one in values if one is not None]


def wildcards(string, keyword, cased):
    """A pattern as an expression that the whole value must match."""
    parts = {SpecialChars.WILDCARD_MULTI: ".*", SpecialChars.WILDCARD_SINGLE: "."}
    source = "".join(parts[one] if one in parts else re.escape(one if cased else fold(one)) for one in string.s)
    return re.compile(f".*{source}.*" if keyword else source, re.DOTALL)


def number(text):
    return Decimal(text) if NUMBER.fullmatch(text) else None


def compared(relation, left, right):
    return {CompareOperators.LT: left < right, CompareOperators.LTE: left <= right, CompareOperators.GT: left > right,
            CompareOperators.GTE: left >= right}[relation]


def part_of_time(part, text):
    found = DATE.fullmatch(text)
    try:
        year, month, day, hour, minute = (one and int(one) for one in found.groups())
        date = datetime.datetime(year, month, day, hour or 0, minute or 0)
    except (AttributeError, ValueError):
        return None
    return {TimestampPart.MINUTE: minute, TimestampPart.HOUR: hour, TimestampPart.DAY: day, TimestampPart.WEEK: date.isocalendar()[1],
            TimestampPart.MONTH: month, TimestampPart.YEAR: year}[part]


def inside(network, text):
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address) in network


def of_text(value, keyword):
    """A test of one text."""
    match value:
        case SigmaExpansion():
            tests = [of_text(one, keyword) for one in value.values]
            return lambda text: any(test(text) for test in tests)
        case SigmaCasedString():
            whole = wildcards(value, keyword, cased=True)
            return lambda text: whole.fullmatch(text) is not None
        case SigmaString():
            whole = wildcards(value, keyword, cased=False)
            return lambda text: whole.fullmatch(fold(text)) is not None
        case SigmaRegularExpression():
            flags = 0
            for flag in value.flags:
                flags |= value.sigma_to_python_flags[flag]
            searched = re.compile(str(value.regexp), flags)
            return lambda text: searched.search(text) is not None
        case SigmaCIDRExpression():
            network = ipaddress.ip_network(value.cidr)
            return lambda text: inside(network, text)
        case SigmaCompareExpression() if isinstance(value.number, SigmaTimestampPart):
            part, bound = value.number.timestamp_part, value.number.number
            return lambda text: (found := part_of_time(part, text)) is not None and compared(value.op, found, bound)
        case SigmaCompareExpression():
            bound = Decimal(str(value.number.number))
            return lambda text: (found := number(text)) is not None and compared(value.op, found, bound)
        case SigmaTimestampPart():
            return lambda text: part_of_time(value.timestamp_part, text) == value.number
        case SigmaBool() | SigmaNumber():
            written = str(value).lower()
            return lambda text: (written in fold(text)) if keyword else fold(text) == written
    raise TypeError(f"no meaning for {value!r}")


def referred(value, field):
    """A test of two fields: any text of the one, and any of the other."""
    def holds(event):
        for text in map(fold, texts(event.get(field))):
            for other in map(fold, texts(event.get(value.field))):
                match value.starts_with, value.ends_with:
                    case True, True:
                        found = other in text
                    case True, False:
                        found = text.startswith(other)
                    case False, True:
                        found = text.endswith(other)
                    case _:
                        found = text == other
                if found:
                    return True
        return False
    return holds


def compiled(node):
    """A condition tree as a function of an event's fields."""
    match node:
        case ConditionAND():
            parts = [compiled(one) for one in node.args]
            return lambda event: all(part(event) for part in parts)
        case ConditionOR():
            parts = [compiled(one) for one in node.args]
            return lambda event: any(part(event) for part in parts)
        case ConditionNOT():
            inner = compiled(node.args[0])
            return lambda event: not inner(event)
        case ConditionValueExpression():
            test = of_text(node.value, keyword=True)
            return lambda event: any(test(text) for value in event.values() for text in texts(value))
        case ConditionFieldEqualsValueExpression(field=field, value=value):
            match value:
                case SigmaNull():
                    return lambda event: not texts(event.get(field))
                case SigmaExists():
                    return lambda event: (field in event) == bool(value)
                case SigmaFieldReference():
                    return referred(value, field)
            test = of_text(value, keyword=False)
            return lambda event: any(test(text) for text in texts(event.get(field)))
    raise TypeError(f"no meaning for {node!r}")
