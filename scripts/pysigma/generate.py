"""Rules and events made at random from a seed: most of them of a legal form, some of any."""
import json

FIELDS = ["a", "b", "c", "d"]
TEXTS = ["a", "b", "ab", "A", "B", "aB", "*", "?", "\\", "\\*", "\\?", "\\\\", "-", "/", " ", ".", "é", "É", "ß", "ſ", "\u212a", "ä", "Ä", "İ", "1", "x"]
REGEXES = ["a+b", "^a.*b$", "(ab|ba)a", "[AB]{2}", "é|bb", "aa", "Ab?a", "k", "b|^a", "\\d", "a\\.b", "^$", ".", "x{2,3}", "\\bab\\b"]
NETWORKS = ["10.0.0.0/8", "10.1.0.0/16", "0.0.0.0/0", "10.1.2.3/32", "fe80::/10", "::/0"]
ADDRESSES = ["10.1.2.3", "10.200.0.1", "192.168.1.1", "fe80::1", "2001:db8::1", "10.1.2", "10.1.2.3.4"]
DATES = ["2024-02-29T13:05:00Z", "2024-12-30", "2021-01-01T00:59:59+02:00", "2023-05-31 23:00", "2023-13-01", "yesterday"]
NUMBERS = [-1, 0, 1, 2, 5, 10, 2.5, 13, 443]
PARTS = ["minute", "hour", "day", "week", "month", "year"]
RELATIONS = ["lt", "lte", "gt", "gte"]
PLACES = [[], ["contains"], ["startswith"], ["endswith"]]
EVERY = ["contains", "startswith", "endswith", "all", "exists", "cased", "neq", "re", "i", "m", "s", "windash", "base64", "base64offset", "wide", "utf16be",
         "utf16", "lt", "lte", "gt", "gte", "cidr", "fieldref", *PARTS]


def text(random, most=5):
    return "".join(random.choice(TEXTS) for _ in range(random.randrange(most + 1)))


def plain(random):
    """What may be encoded: without wildcards, two bytes at least."""
    return "".join(random.choice("abAB1 ") for _ in range(random.randrange(2, 6)))


def legal(random, keyword):
    """A chain of modifiers, and what makes a value for it."""
    place, cased = random.choice(PLACES), random.choice([[], [], ["cased"]])
    texts = [
        (place + cased, lambda: text(random)),
        (cased + place, lambda: text(random)),
        (["windash"] + place, lambda: random.choice(["-a", "/ab", "a -b", "-a /b", "a-b", "--x"]) + text(random, 1)),
        (["re"] + random.choice([[], ["i"], ["m"], ["s"], ["i", "m"]]) + random.choice([[], [], ["contains"], place]), lambda: random.choice(REGEXES)),
        (random.choice([["wide"], ["utf16be"], ["utf16"]]) + place, lambda: random.choice(["a", "ab", "A*b"])),
        (random.choice([[], ["wide"], ["utf16be"], ["utf16"]]) + [random.choice(["base64", "base64offset"])] + place, lambda: plain(random)),
    ]
    if keyword:
        return random.choice(texts[:4])
    part = random.choice(PARTS)
    return random.choice(texts * 2 + [
        ([], lambda: random.choice(NUMBERS)),
        ([], lambda: random.choice([True, False])),
        ([random.choice(RELATIONS)], lambda: random.choice(NUMBERS)),
        ([part] + random.choice([[], [random.choice(RELATIONS)]]), lambda: random.choice([0, 1, 5, 12, 13, 23, 30, 31, 52, 53, 59, 2024])),
        (["cidr"], lambda: random.choice(NETWORKS)),
        (["fieldref"] + place, lambda: random.choice(FIELDS)),
    ])


def values(random, one):
    return one() if random.random() < 0.5 else [one() for _ in range(random.randrange(1, 4))]


def item(random, keyword=False):
    """Modifiers and a value."""
    dice = random.random()
    if dice < 0.1:  # any chain
        chain = random.sample(EVERY, random.randrange(1, 4))
        return chain, values(random, lambda: random.choice([text(random), plain(random), random.choice(NUMBERS), True]))
    if dice < 0.2 and not keyword:
        return random.choice([([], None), (["neq"], None), ([], ""), (["exists"], True), (["exists"], False), (["exists", "neq"], True)])
    chain, one = legal(random, keyword)
    value = values(random, one)
    for extra in ["all"] * (isinstance(value, list) and len(value) > 1 and random.random() < 0.3) + ["neq"] * (random.random() < 0.15):
        chain = [*chain, extra]
    return chain, value


def key(field, chain):
    return "|".join([field, *chain])


def mapping(random):
    made = {}
    for field in random.sample(FIELDS, random.randrange(1, 3)):
        chain, value = item(random)
        made[key(field, chain)] = value
    return made


def selection(random):
    dice = random.random()
    if dice < 0.7:
        return mapping(random)
    if dice < 0.82:
        return [mapping(random) for _ in range(random.randrange(1, 4))]
    if dice < 0.92:
        return [random.choice([text(random), text(random), random.choice(NUMBERS)]) for _ in range(random.randrange(1, 4))]
    chain, value = item(random, keyword=True)
    return {key("", chain or ["all"]): value}


def condition(random, names, depth=3):
    dice = random.random()
    if depth == 0 or dice < 0.4:
        return random.choice(names)
    if dice < 0.55:
        pattern = random.choice(["them", "s*", "s_*", "*", "*1", "_*", "k*"])
        return f"{random.choice(['1', 'any', 'all'])} of {pattern}"
    if dice < 0.7:
        return "not " + condition(random, names, depth - 1)
    if dice < 0.8:
        return "(" + condition(random, names, depth - 1) + ")"
    return f"{condition(random, names, depth - 1)} {random.choice(['and', 'or'])} {condition(random, names, depth - 1)}"


def rule(random, number, source):
    names = random.sample(["s1", "s_2", "s_x1", "_h", "k", "k1", "notable", "order"], random.randrange(1, 4))
    detection = {name: selection(random) for name in names}
    joined = condition(random, names)
    detection["condition"] = joined if random.random() < 0.9 else [joined, condition(random, names)]
    return {"title": f"Rule {number}", "id": f"00000000-0000-4000-8000-{number:012d}", "logsource": source, "detection": detection}


def mentioned(node):
    """All values of a rule."""
    if isinstance(node, dict):
        return [value for name, inner in node.items() if name != "condition" for value in mentioned(inner)]
    if isinstance(node, list):
        return [value for inner in node for value in mentioned(inner)]
    return [node]


def near(random, value):
    """A value that a rule with this one may match."""
    if not isinstance(value, str):
        return value
    value = "".join(random.choice(["", "b", "ab"]) if one in "*?" else one for one in value.replace("\\\\", "\\") if one != "^" and one != "$")
    value = random.choice([value, value, value.upper(), value.lower(), "x" + value, value + "x", value.replace("\\", "")])
    return value.replace("-", random.choice(["-", "/", "\u2013"]))


def event(random, pool):
    def one():
        dice = random.random()
        if dice < 0.5:
            return near(random, random.choice(pool))
        if dice < 0.6:
            return random.choice([None, True, "", "a\nb", "10", "-1"])
        return random.choice([text(random), random.choice(NUMBERS), random.choice(ADDRESSES), random.choice(DATES), random.choice(["a", "ab", "b"])])
    fields = {}
    for field in FIELDS:
        dice = random.random()
        if dice < 0.65:
            fields[field] = one()
        elif dice < 0.8:
            fields[field] = [one() for _ in range(random.randrange(1, 4))]
    return fields


def batch(random, number, rules, events):
    """Rules with a log source of their own, and its events."""
    source = {"product": "linux", "service": f"batch{number}"}
    made = [rule(random, number * rules + at, source) for at in range(rules)]
    pool = [value for one in made for value in mentioned(one["detection"])]
    return made, [{"logsource": source, "fields": event(random, pool)} for _ in range(events)]


def written(value):
    """As YAML, which JSON is."""
    return json.dumps(value, ensure_ascii=False)
