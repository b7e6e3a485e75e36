// Generated from schema/ by `npm run generate`. Do not edit.

/// The codes of the errors that this crate raises: a closed list, shared with TypeScript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// the file is not usable YAML.
    RuleYaml,
    /// a limit on rules is exceeded.
    RuleLimit,
    /// a rule lacks a required part.
    RuleMissing,
    /// a part of a rule has the wrong type.
    RuleType,
    /// two rules have the same id.
    RuleDuplicate,
    /// a condition cannot be parsed.
    RuleCondition,
    /// a condition names a selection that does not exist.
    RuleSelection,
    /// a modifier is unknown, or cannot stand where it stands.
    RuleModifier,
    /// a part of Sigma that this version cannot evaluate.
    RuleUnsupported,
    /// a regular expression cannot be compiled.
    RuleRegex,
    /// a network range cannot be parsed.
    RuleCidr,
    /// a placeholder is not configured.
    RulePlaceholder,
    /// a response is unknown or incomplete.
    RuleResponse,
    /// a filter or a correlation names a rule that is not there.
    RuleReference,
    /// a field that no event of the logsource has.
    RuleField,
    /// a logsource that no event is offered as.
    RuleLogsource,
    /// a rule that can never match.
    RuleNever,
    /// a rule that searches every event.
    RuleCost,
    /// a processing pipeline cannot be used.
    Pipeline,
    /// a part of a processing pipeline that this version cannot apply.
    PipelineUnsupported,
    /// a processing pipeline refuses a rule.
    PipelineFailure,
    /// a compiled rule image is damaged or of another version.
    Image,
    /// an event frame is malformed.
    Frame,
    /// the configuration cannot be used.
    Config,
}

impl Code {
    /// Every code, in the order of the schema.
    #[rustfmt::skip]
    pub const ALL: &'static [Code] = &[Code::RuleYaml, Code::RuleLimit, Code::RuleMissing, Code::RuleType, Code::RuleDuplicate, Code::RuleCondition, Code::RuleSelection, Code::RuleModifier, Code::RuleUnsupported, Code::RuleRegex, Code::RuleCidr, Code::RulePlaceholder, Code::RuleResponse, Code::RuleReference, Code::RuleField, Code::RuleLogsource, Code::RuleNever, Code::RuleCost, Code::Pipeline, Code::PipelineUnsupported, Code::PipelineFailure, Code::Image, Code::Frame, Code::Config];

    /// The code as users and records see it.
    #[must_use]
    #[rustfmt::skip]
    pub const fn as_str(self) -> &'static str {
        match self {
            Code::RuleYaml => "OVERT_RULE_YAML",
            Code::RuleLimit => "OVERT_RULE_LIMIT",
            Code::RuleMissing => "OVERT_RULE_MISSING",
            Code::RuleType => "OVERT_RULE_TYPE",
            Code::RuleDuplicate => "OVERT_RULE_DUPLICATE",
            Code::RuleCondition => "OVERT_RULE_CONDITION",
            Code::RuleSelection => "OVERT_RULE_SELECTION",
            Code::RuleModifier => "OVERT_RULE_MODIFIER",
            Code::RuleUnsupported => "OVERT_RULE_UNSUPPORTED",
            Code::RuleRegex => "OVERT_RULE_REGEX",
            Code::RuleCidr => "OVERT_RULE_CIDR",
            Code::RulePlaceholder => "OVERT_RULE_PLACEHOLDER",
            Code::RuleResponse => "OVERT_RULE_RESPONSE",
            Code::RuleReference => "OVERT_RULE_REFERENCE",
            Code::RuleField => "OVERT_RULE_FIELD",
            Code::RuleLogsource => "OVERT_RULE_LOGSOURCE",
            Code::RuleNever => "OVERT_RULE_NEVER",
            Code::RuleCost => "OVERT_RULE_COST",
            Code::Pipeline => "OVERT_PIPELINE",
            Code::PipelineUnsupported => "OVERT_PIPELINE_UNSUPPORTED",
            Code::PipelineFailure => "OVERT_PIPELINE_FAILURE",
            Code::Image => "OVERT_IMAGE",
            Code::Frame => "OVERT_FRAME",
            Code::Config => "OVERT_CONFIG",
        }
    }

    /// What the code means, in a few words.
    #[must_use]
    #[rustfmt::skip]
    pub const fn title(self) -> &'static str {
        match self {
            Code::RuleYaml => "the file is not usable YAML",
            Code::RuleLimit => "a limit on rules is exceeded",
            Code::RuleMissing => "a rule lacks a required part",
            Code::RuleType => "a part of a rule has the wrong type",
            Code::RuleDuplicate => "two rules have the same id",
            Code::RuleCondition => "a condition cannot be parsed",
            Code::RuleSelection => "a condition names a selection that does not exist",
            Code::RuleModifier => "a modifier is unknown, or cannot stand where it stands",
            Code::RuleUnsupported => "a part of Sigma that this version cannot evaluate",
            Code::RuleRegex => "a regular expression cannot be compiled",
            Code::RuleCidr => "a network range cannot be parsed",
            Code::RulePlaceholder => "a placeholder is not configured",
            Code::RuleResponse => "a response is unknown or incomplete",
            Code::RuleReference => "a filter or a correlation names a rule that is not there",
            Code::RuleField => "a field that no event of the logsource has",
            Code::RuleLogsource => "a logsource that no event is offered as",
            Code::RuleNever => "a rule that can never match",
            Code::RuleCost => "a rule that searches every event",
            Code::Pipeline => "a processing pipeline cannot be used",
            Code::PipelineUnsupported => "a part of a processing pipeline that this version cannot apply",
            Code::PipelineFailure => "a processing pipeline refuses a rule",
            Code::Image => "a compiled rule image is damaged or of another version",
            Code::Frame => "an event frame is malformed",
            Code::Config => "the configuration cannot be used",
        }
    }
}
