//! Readings of an answer for lists, pickers and search: title, cells, index values, search tokens.

use std::collections::{BTreeMap, BTreeSet};

use super::kinds::{self, ShowEnv};
use super::{Answer, Choice, Field, FormDefinition, Kind, Value, applying, clean, design};
use crate::domain::code::Codes;
use crate::domain::ids::RecordId;
use crate::domain::initials::{Letters, initials};
use crate::domain::text::{Label, Lang};

/// Most characters of a title and of an index value.
const INDEX_MAX: usize = 200;
/// Most characters of a cell.
const CELL_MAX: usize = 120;
/// Longest beginning of a word that is looked up.
const PREFIX_MAX: usize = 12;
/// Most tokens of one record, and as many texts of initials.
const TOKENS_MAX: usize = 400;
/// Grows when records get other tokens than before: those of all stored records are then made anew.
pub const TOKEN_RULES: i64 = 2;

impl FormDefinition {
    /// What the page of one record needs of it: the fields that the record has, without what only filling in asks for.
    /// Some definitions are larger than the rest of the page.
    pub fn for_reading(mut self, answer: &Answer) -> Self {
        let fields = std::mem::take(&mut self.fields);
        let has: Vec<bool> = fields.iter().map(applying(&fields, answer)).collect();
        let kept = fields.into_iter().zip(has).filter(|(_, has)| *has);
        self.fields = kept.map(|(field, _)| read_field(field, &[answer])).collect();
        self.filters = Vec::new();
        self.match_by = Vec::new();
        self
    }
}

fn read_field(field: Field, answers: &[&Answer]) -> Field {
    let key = &field.key;
    let chosen = |choices: Vec<Choice>| -> Vec<Choice> {
        let holds = |value: &String| answers.iter().any(|a| a.text(key) == value || a.values(key).contains(value));
        choices.into_iter().filter(|choice| holds(&choice.value)).collect()
    };
    let kind = match field.kind {
        Kind::Select { choices, .. } => Kind::Select { options: None, choices: chosen(choices), other: None },
        Kind::MultiSelect { choices, .. } => Kind::MultiSelect { options: None, choices: chosen(choices) },
        Kind::Rows { fields, max, .. } => {
            let rows: Vec<&Answer> = answers.iter().flat_map(|answer| answer.rows(key)).collect();
            let fields = if rows.is_empty() { Vec::new() } else { fields };
            Kind::Rows { fields: fields.into_iter().map(|field| read_field(field, &rows)).collect(), max, pick: None }
        }
        kind => kind,
    };
    Field { kind, when: None, help: Label::default(), ..field }
}

/// What names the record: its title field in words, else the first filled text of the list columns. Empty
/// where nothing is filled in.
pub fn title(definition: &FormDefinition, answer: &Answer, codes: &dyn Codes) -> String {
    let titles = BTreeMap::new();
    let env = ShowEnv { lang: Lang::Zh, codes, titles: &titles, masked: true };
    std::iter::once(&definition.title)
        .chain(&definition.columns)
        .filter_map(|key| Some((definition.field(key)?, answer.0.get(key)?)))
        .filter(|(field, value)| {
            matches!(value, Value::Text(_)) && !matches!(field.kind, Kind::Record { .. } | Kind::Computed { .. })
        })
        .map(|(field, value)| clean::clip(&clean::line(&kinds::show(field, value, env)), INDEX_MAX))
        .find(|title| !title.is_empty())
        .unwrap_or_default()
}

/// The cells of a list line, one per column of the definition; computed columns are taken from `computed`.
pub fn cells(
    definition: &FormDefinition,
    answer: &Answer,
    computed: &BTreeMap<String, String>,
    env: ShowEnv<'_>,
) -> Vec<String> {
    let cell = |key: &String| match (definition.field(key), answer.0.get(key)) {
        (Some(Field { kind: Kind::Computed { .. }, .. }), _) => computed.get(key).cloned().unwrap_or_default(),
        (Some(field), Some(value)) => clean::clip(&clean::line(&kinds::show(field, value, env)), CELL_MAX),
        _ => String::new(),
    };
    definition.columns.iter().map(cell).collect()
}

/// The records that an answer refers to, in its rows too.
pub fn referenced(fields: &[Field], answer: &Answer) -> BTreeSet<RecordId> {
    let mut ids = BTreeSet::new();
    for field in fields {
        match &field.kind {
            Kind::Record { .. } => ids.extend(answer.text(&field.key).parse::<RecordId>().ok()),
            Kind::Rows { fields, .. } => {
                answer.rows(&field.key).iter().for_each(|row| ids.extend(referenced(fields, row)));
            }
            _ => {}
        }
    }
    ids
}

/// The codes that an answer holds, as (table, code), in its rows too.
pub fn codes_held(fields: &[Field], answer: &Answer) -> BTreeSet<(String, String)> {
    let mut held = BTreeSet::new();
    for field in fields {
        match &field.kind {
            Kind::Code { table, .. } if !answer.text(&field.key).is_empty() => {
                held.insert((table.clone(), answer.text(&field.key).to_owned()));
            }
            Kind::Rows { fields, .. } => {
                answer.rows(&field.key).iter().for_each(|row| held.extend(codes_held(fields, row)));
            }
            _ => {}
        }
    }
    held
}

/// The (field, value) pairs under which a canonical answer is found: its filter fields and the fields by
/// which an import recognises it. A code is found under the codes above it too, a day under its year.
pub fn index_values(definition: &FormDefinition, answer: &Answer, codes: &dyn Codes) -> BTreeSet<(String, String)> {
    let mut keys: BTreeSet<&String> = definition.filters.iter().chain(definition.match_by.iter().flatten()).collect();
    // What was added can become a filter at any time, for all records.
    let added = definition.fields.iter().filter(|f| design::is_own(&f.key) && design::can_filter(&f.kind));
    keys.extend(added.map(|f| &f.key));
    let mut values = BTreeSet::new();
    for key in keys {
        let Some(field) = definition.field(key) else { continue };
        for value in answer.values(key) {
            let mut add = |value: &str| values.insert((key.clone(), value.chars().take(INDEX_MAX).collect()));
            add(value);
            match &field.kind {
                Kind::Code { table, .. } => {
                    let mut next = codes.parent(table, value);
                    for _ in 0..8 {
                        let Some(above) = next else { break };
                        add(above);
                        next = codes.parent(table, above);
                    }
                }
                Kind::Date { .. } | Kind::DateTime => {
                    value.get(..4).map(add);
                }
                _ => {}
            }
        }
    }
    for field in &definition.fields {
        let Kind::Rows { fields, .. } = &field.kind else { continue };
        for inner in fields.iter().filter(|inner| matches!(inner.kind, Kind::Record { .. })) {
            let chosen = answer.rows(&field.key).iter().map(|row| row.text(&inner.key).to_owned());
            let path = format!("{}.{}", field.key, inner.key);
            values.extend(chosen.filter(|id| !id.is_empty()).map(|id| (path.clone(), id)));
        }
    }
    values
}

/// The tokens under which a canonical answer is found by words: its title, the text columns of the list,
/// and its numbers of people and units; title and text columns by the initials of their pinyin too.
pub fn record_tokens(
    definition: &FormDefinition,
    answer: &Answer,
    codes: &dyn Codes,
    letters: Letters,
) -> BTreeSet<String> {
    let title = title(definition, answer, codes);
    let mut found = tokens(&title);
    let mut begun = initials(&title, letters);
    for field in &definition.fields {
        let listed = field.key == definition.title || definition.columns.contains(&field.key);
        let searched = match field.kind {
            Kind::Mobile | Kind::IdCard { .. } | Kind::Uscc { .. } | Kind::Email | Kind::Cn | Kind::Issn => true,
            Kind::Text { .. } | Kind::Landline | Kind::Login => listed,
            _ => false,
        };
        if searched {
            found.extend(tokens(answer.text(&field.key)));
        }
        if listed && matches!(field.kind, Kind::Text { .. }) {
            begun.extend(initials(answer.text(&field.key), letters));
        }
    }
    for tokens in [&mut found, &mut begun] {
        while tokens.len() > TOKENS_MAX {
            tokens.pop_last();
        }
    }
    found.extend(begun);
    found
}

/// What a record must have among its tokens to be found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wanted {
    /// This token: Chinese characters, a number, a single letter.
    Whole(String),
    /// A token that begins so, two letters or more: part of a Latin word or of initials.
    Begun(String),
}

/// The search tokens of a text: each Chinese character and each pair of neighbours, each Latin word in small
/// letters up to twelve characters with its first letter, each number whole and by its last four digits.
pub fn tokens(text: &str) -> BTreeSet<String> {
    let mut tokens = BTreeSet::new();
    for run in runs(text) {
        match run {
            Run::Latin(word) => {
                tokens.extend(word.chars().next().map(String::from));
                tokens.insert(word.chars().take(PREFIX_MAX).collect());
                tokens.extend(last_four(&word));
            }
            Run::Digits(number) => {
                tokens.extend(last_four(&number));
                tokens.extend((number.len() <= 40).then_some(number));
            }
            Run::Script(chars) => {
                tokens.extend(chars.iter().map(char::to_string));
                tokens.extend(chars.iter().zip(chars.iter().skip(1)).map(|(a, b)| format!("{a}{b}")));
            }
        }
    }
    tokens
}

/// The tokens that a record must all have to be found by these words, whole ones first; at most 16, empty for a question
/// without letters and digits. A single letter finds what begins with it.
pub fn query_tokens(question: &str) -> BTreeSet<Wanted> {
    let mut tokens = BTreeSet::new();
    for run in runs(question) {
        match run {
            Run::Latin(word) => {
                let begun: String = word.chars().take(PREFIX_MAX).collect();
                let single = begun.chars().count() == 1;
                tokens.insert(if single { Wanted::Whole(begun) } else { Wanted::Begun(begun) });
            }
            Run::Digits(number) => {
                tokens.insert(Wanted::Whole(number.chars().take(40).collect()));
            }
            Run::Script(chars) => match chars.as_slice() {
                [one] => {
                    tokens.insert(Wanted::Whole(one.to_string()));
                }
                many => {
                    let pairs = many.iter().zip(many.iter().skip(1));
                    tokens.extend(pairs.map(|(a, b)| Wanted::Whole(format!("{a}{b}"))));
                }
            },
        }
        if tokens.len() > 16 {
            break;
        }
    }
    while tokens.len() > 16 {
        tokens.pop_last();
    }
    tokens
}

enum Run {
    /// Letters, or letters and digits, in small letters.
    Latin(String),
    /// Digits only.
    Digits(String),
    /// A script without blanks between words.
    Script(Vec<char>),
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut word = String::new();
    let mut script = Vec::new();
    let line = clean::line(text).to_lowercase();
    for c in line.chars().chain([' ']) {
        let is_script = c.is_alphabetic() && c as u32 >= 0x2e80;
        let in_word = c.is_alphanumeric() && !is_script;
        if !is_script && !script.is_empty() {
            runs.push(Run::Script(std::mem::take(&mut script)));
        }
        if !in_word && !word.is_empty() {
            let word = std::mem::take(&mut word);
            let digits = word.bytes().all(|b| b.is_ascii_digit());
            runs.push(if digits { Run::Digits(word) } else { Run::Latin(word) });
        }
        if is_script {
            script.push(c);
        } else if in_word {
            word.push(c);
        }
    }
    runs
}

/// The last four characters of a longer number (an ID number may end in x).
fn last_four(word: &str) -> Option<String> {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    (word.is_ascii() && word.len() > 4 && digits + 1 >= word.len()).then(|| word[word.len() - 4..].to_owned())
}

#[cfg(test)]
mod tests;
