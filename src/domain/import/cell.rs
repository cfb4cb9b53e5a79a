//! One cell, one field: the value in its canonical form, or why there is none.

use std::borrow::Cow;

use super::super::error::{ProblemCode, Severity};
use super::super::form::{Field, Kind, Value};
use super::super::time::Day;
use super::choice::{Miss, Options};
use super::clean::{clean, compact, line, name, narrow_char};
use super::day::{self, ReadDay};
use super::{Code, RowCode};

/// What a workbook holds in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing, or a format only.
    Empty,
    /// A text as typed.
    Text(Cow<'a, str>),
    /// A number without a date format.
    Number(f64),
    /// A number that the workbook shows as a date or time.
    Serial(f64),
    /// 是 / 否 as a logical value.
    Bool(bool),
    /// An error such as `#N/A`.
    Error(&'static str),
}

/// Above this a spreadsheet's numbers skip whole numbers: 2^53.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// What is known of the workbook and the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// The workbook counts days from 1904.
    pub epoch_1904: bool,
    /// Decides the century of years of two digits.
    pub today: Day,
}

/// A cell that was read for a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The value in canonical form; none where the cell is blank or cannot be read.
    pub value: Option<Value>,
    /// What 其他 was explained with, for the field that takes it.
    pub other: Option<String>,
    /// What is wrong or uncertain.
    pub problem: Option<(Code, Severity, Vec<String>)>,
}

impl Typed {
    fn text(value: impl Into<String>) -> Self {
        let value = value.into();
        Self { value: (!value.is_empty()).then_some(Value::Text(value)), ..Self::default() }
    }

    fn refused(code: impl Into<Code>, args: Vec<String>) -> Self {
        Self { problem: Some((code.into(), Severity::Error, args)), ..Self::default() }
    }

    fn doubtful(value: String, code: RowCode, args: Vec<String>) -> Self {
        Self { problem: Some((code.into(), Severity::Warning, args)), ..Self::text(value) }
    }
}

impl From<RowCode> for Code {
    fn from(code: RowCode) -> Self {
        Self::Row(code)
    }
}

impl From<ProblemCode> for Code {
    fn from(code: ProblemCode) -> Self {
        Self::Form(code)
    }
}

impl Cell<'_> {
    /// The same, on its own.
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Cell::Empty => Cell::Empty,
            Cell::Number(number) => Cell::Number(number),
            Cell::Serial(serial) => Cell::Serial(serial),
            Cell::Bool(bool) => Cell::Bool(bool),
            Cell::Error(error) => Cell::Error(error),
        }
    }

    /// Whether a person sees nothing in it.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => clean(text).is_empty(),
            _ => false,
        }
    }

    /// Whether it holds a plain number, as text or not.
    pub fn is_number(&self) -> bool {
        match self {
            Self::Number(_) => true,
            Self::Text(text) => clean(text).parse::<f64>().is_ok(),
            _ => false,
        }
    }

    /// What a person sees in it, for messages; at most 100 characters.
    pub fn shown(&self, around: Surroundings) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.chars().take(100).collect(),
            Self::Number(n) => number_text(*n),
            Self::Serial(n) => match day::serial_day(*n, around.epoch_1904) {
                Some(day) => day.to_string(),
                None => number_text(*n),
            },
            Self::Bool(b) => if *b { "TRUE" } else { "FALSE" }.into(),
            Self::Error(e) => (*e).into(),
        }
    }
}

/// Reads a cell for a field. `options` are those of a choice, code table or yes/no field.
pub fn read(field: &Field, options: Option<&Options>, cell: &Cell<'_>, around: Surroundings) -> Typed {
    if let Cell::Error(error) = cell {
        return Typed::refused(RowCode::CellError, vec![(*error).to_owned()]);
    }
    if cell.is_blank() {
        return Typed::default();
    }
    match &field.kind {
        Kind::Date { .. } => read_day(cell, around),
        Kind::DateTime => read_minute(cell, around),
        Kind::Year => read_year(cell, around),
        Kind::Int { .. } => read_number(cell, around, false),
        Kind::Decimal { .. } | Kind::Money => read_number(cell, around, true),
        Kind::Bool => match cell {
            Cell::Bool(b) => Typed::text(if *b { "是" } else { "否" }),
            _ => read_option(options, &plain(cell, around), None),
        },
        Kind::Select { other, .. } => read_option(options, &plain(cell, around), other.as_deref()),
        Kind::Code { .. } | Kind::Record { .. } => read_option(options, &plain(cell, around), None),
        Kind::MultiSelect { .. } => read_options(options, &plain(cell, around)),
        Kind::TextArea { .. } => read_text(cell, around, |text| clean(text).into_owned()),
        Kind::Text { .. } if is_name(field) => read_text(cell, around, |text| name(text).into_owned()),
        Kind::Text { .. } => read_text(cell, around, |text| unquoted(&line(text)).to_owned()),
        Kind::IdCard { .. } => read_id_number(cell, around),
        Kind::Mobile => read_text(cell, around, |text| mobile(&compact(text)).into_owned()),
        Kind::Postcode => read_postcode(cell, around),
        Kind::Landline => read_text(cell, around, |text| line(text).chars().map(narrow_char).collect()),
        Kind::Uscc { .. } | Kind::Issn => read_text(cell, around, |text| compact(text).to_ascii_uppercase()),
        Kind::Email | Kind::Url => read_text(cell, around, |text| compact(text).into_owned()),
        Kind::Cn => read_text(cell, around, |text| line(text).chars().map(narrow_char).collect()),
        Kind::Files { .. } | Kind::Rows { .. } | Kind::Login | Kind::Password | Kind::Computed { .. } => {
            Typed::default()
        }
    }
}

/// A person's name: the one kind of text in which inner blanks are only decoration.
fn is_name(field: &Field) -> bool {
    field.key == "name" || field.key.ends_with("_name") || field.label.zh.contains("姓名")
}

fn plain(cell: &Cell<'_>, around: Surroundings) -> String {
    match cell {
        Cell::Text(text) => line(text).into_owned(),
        other => other.shown(around),
    }
}

/// The text of a number as a person would have typed it: no `.0`, no exponent below 2^53.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < EXACT { format!("{}", number as i64) } else { format!("{number}") }
}

fn read_text(cell: &Cell<'_>, around: Surroundings, canonical: impl Fn(&str) -> String) -> Typed {
    match cell {
        Cell::Text(text) => Typed::text(canonical(text)),
        Cell::Number(n) if n.abs() >= EXACT => Typed::refused(RowCode::DigitsLost, vec![number_text(*n)]),
        other => Typed::text(canonical(&other.shown(around))),
    }
}

fn read_id_number(cell: &Cell<'_>, around: Surroundings) -> Typed {
    match cell {
        Cell::Number(n) | Cell::Serial(n) if n.abs() >= 1e14 => {
            Typed::refused(ProblemCode::IdNumberAsNumber, vec![number_text(*n)])
        }
        Cell::Text(text) => {
            let id = compact(text).to_ascii_uppercase();
            if id.contains("E+") && id.parse::<f64>().is_ok() {
                return Typed::refused(ProblemCode::IdNumberAsNumber, vec![id]);
            }
            Typed::text(id)
        }
        _ => read_text(cell, around, |text| compact(text).into_owned()),
    }
}

fn read_postcode(cell: &Cell<'_>, around: Surroundings) -> Typed {
    match cell {
        Cell::Number(n) if n.fract() == 0.0 && (10_000.0..100_000.0).contains(n) => {
            Typed::refused(RowCode::LeadingZeroLost, vec![number_text(*n)])
        }
        _ => read_text(cell, around, |text| compact(text).into_owned()),
    }
}

/// A mobile number without separators and without the country code of China.
fn mobile(text: &str) -> Cow<'_, str> {
    let digits: String = text.chars().filter(|c| !matches!(c, '-' | '(' | ')')).collect();
    let bare = ["+86", "0086", "86"].iter().find_map(|p| digits.strip_prefix(p).filter(|rest| rest.len() == 11));
    match bare {
        Some(rest) => Cow::Owned(rest.to_owned()),
        None if digits.len() == text.len() => Cow::Borrowed(text),
        None => Cow::Owned(digits),
    }
}

/// Takes back the apostrophe that exports put before signs which a spreadsheet would calculate.
fn unquoted(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(|c: char| matches!(c, '=' | '+' | '-' | '@' | '＝') || c.is_ascii_digit()) => {
            rest
        }
        _ => text,
    }
}

fn read_day(cell: &Cell<'_>, around: Surroundings) -> Typed {
    let read = match cell {
        Cell::Serial(n) => day::serial_day(*n, around.epoch_1904).map(ReadDay::Sure),
        Cell::Number(n) => day::number_day(*n, around.epoch_1904),
        Cell::Text(text) => {
            let text = clean(text);
            let serial = text.parse::<f64>().ok().filter(|_| text.len() == 5);
            day::text_day(unquoted(&text), around.today)
                .or_else(|| serial.and_then(|n| day::number_day(n, around.epoch_1904)))
        }
        _ => None,
    };
    let shown = || cell.shown(around);
    match read {
        None => Typed::refused(ProblemCode::NotADay, vec![shown()]),
        Some(read) => {
            let day = read.day().to_string();
            let doubt = |code| Typed::doubtful(day.clone(), code, vec![shown(), day.clone()]);
            match read {
                ReadDay::Sure(_) => Typed::text(day),
                ReadDay::Ambiguous(_) => doubt(RowCode::AmbiguousDay),
                ReadDay::NoDay(_) => doubt(RowCode::DayAssumed),
                ReadDay::NoCentury(_) => doubt(RowCode::CenturyAssumed),
            }
        }
    }
}

fn read_minute(cell: &Cell<'_>, around: Surroundings) -> Typed {
    let minute = match cell {
        Cell::Serial(n) | Cell::Number(n) => Some(day::serial_minute(*n)),
        Cell::Text(text) => day::text_minute(&clean(text)),
        _ => None,
    };
    let mut typed = read_day(cell, around);
    match (&mut typed.value, minute) {
        (Some(Value::Text(day)), Some((hour, minute))) => day.push_str(&format!(" {hour:02}:{minute:02}")),
        (Some(Value::Text(day)), None) => day.push_str(" 00:00"),
        _ => typed = Typed::refused(ProblemCode::NotAMinute, vec![cell.shown(around)]),
    }
    typed
}

fn read_year(cell: &Cell<'_>, around: Surroundings) -> Typed {
    match cell {
        Cell::Serial(n) => match day::serial_day(*n, around.epoch_1904) {
            Some(day) => Typed::text(day.year().to_string()),
            None => Typed::refused(ProblemCode::NotAYear, vec![cell.shown(around)]),
        },
        _ => read_text(cell, around, |text| compact(text).trim_end_matches(['年', '度']).to_owned()),
    }
}

fn read_number(cell: &Cell<'_>, around: Surroundings, decimals: bool) -> Typed {
    match cell {
        Cell::Number(n) => Typed::text(canonical_number(*n, decimals)),
        Cell::Serial(_) => Typed::refused(ProblemCode::NotANumber, vec![cell.shown(around)]),
        _ => {
            let text: String = compact(&plain(cell, around)).chars().filter(|c| !matches!(c, ',' | '，')).collect();
            let text = text.trim_start_matches(['¥', '￥', '+']).trim_end_matches('元');
            let digits = text.strip_prefix('-').unwrap_or(text);
            let number = digits.len() <= 15 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            match text.parse::<f64>() {
                Ok(n) if number => Typed::text(canonical_number(n, decimals)),
                _ => Typed::refused(ProblemCode::NotANumber, vec![cell.shown(around)]),
            }
        }
    }
}

/// A number as text: two decimals where it has any within reach of rounding noise, else as it is, so that
/// the form's rule can refuse it.
fn canonical_number(number: f64, decimals: bool) -> String {
    let hundredths = (number * 100.0).round();
    let noise = (number * 100.0 - hundredths).abs() < 1e-6 * number.abs().max(1.0);
    if decimals && noise && hundredths.abs() < EXACT {
        let n = hundredths as i64;
        return format!("{}{}.{:02}", if n < 0 { "-" } else { "" }, n.abs() / 100, n.abs() % 100);
    }
    number_text(number)
}

fn missed(text: &str, miss: Miss) -> Typed {
    let text: String = text.chars().take(100).collect();
    match miss {
        Miss::None(None) => Typed::refused(ProblemCode::NotAnOption, vec![text]),
        Miss::None(Some(near)) => Typed::refused(ProblemCode::NotAnOptionNear, vec![text, near]),
        Miss::Several(names) => Typed::refused(RowCode::SeveralOptions, vec![text, names.join("、")]),
    }
}

fn read_option(options: Option<&Options>, text: &str, other: Option<&str>) -> Typed {
    let Some(options) = options else { return Typed::text(text) };
    let miss = match options.find(text) {
        Ok(value) => return Typed::text(value),
        Err(miss) => miss,
    };
    let explained = text.strip_prefix("其他").or_else(|| text.strip_prefix("其它")).map(|rest| {
        rest.trim_matches(|c: char| matches!(c, ':' | '：' | '(' | '（' | ')' | '）' | '-' | '—' | ' ')).to_owned()
    });
    match (other, explained, options.find("其他")) {
        (Some(_), Some(word), Ok(value)) if !word.is_empty() => Typed { other: Some(word), ..Typed::text(value) },
        _ => missed(text, miss),
    }
}

fn read_options(options: Option<&Options>, text: &str) -> Typed {
    let mut values: Vec<String> = Vec::new();
    for word in text.split(['、', '，', ',', '；', ';', '/', '|', '\n']).map(str::trim).filter(|w| !w.is_empty()) {
        let value = match options.map(|o| o.find(word)) {
            None => word,
            Some(Ok(value)) => value,
            Some(Err(miss)) => return missed(word, miss),
        };
        if !values.iter().any(|v| v == value) {
            values.push(value.to_owned());
        }
    }
    Typed { value: (!values.is_empty()).then_some(Value::Many(values)), ..Typed::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around() -> Surroundings {
        Surroundings { epoch_1904: false, today: "2026-11-21".parse().unwrap() }
    }

    fn field(kind: &str) -> Field {
        serde_json::from_str(&format!(r#"{{"key":"x","label":{{"zh":"项"}},{kind}}}"#)).unwrap()
    }

    fn typed(kind: &str, cell: &Cell<'_>) -> Typed {
        read(&field(kind), None, cell, around())
    }

    fn text(text: &str) -> Cell<'_> {
        Cell::Text(text.into())
    }

    fn value(kind: &str, cell: &Cell<'_>) -> String {
        match typed(kind, cell).value {
            Some(Value::Text(text)) => text,
            other => format!("{other:?}"),
        }
    }

    fn code(kind: &str, cell: &Cell<'_>) -> &'static str {
        typed(kind, cell).problem.map_or("", |(code, ..)| code.code())
    }

    #[test]
    fn numeric_id_number_is_refused_never_rounded() {
        let kind = r#""kind":"id_card""#;
        assert_eq!(typed(kind, &Cell::Number(1.1010519491231002e17)).value, None);
        assert_eq!(code(kind, &Cell::Number(1.1010519491231002e17)), "id_number_as_number");
        assert_eq!(code(kind, &text("1.10105E+17")), "id_number_as_number");
        assert_eq!(value(kind, &text("' １１０101 19900307996x")), "11010119900307996X");
    }

    #[test]
    fn whole_numbers_are_text_without_point() {
        assert_eq!(value(r#""kind":"mobile""#, &Cell::Number(13_800_138_000.0)), "13800138000");
        assert_eq!(value(r#""kind":"mobile""#, &text("+86 138-0013-8000")), "13800138000");
        assert_eq!(value(r#""kind":"text""#, &Cell::Number(12.0)), "12");
        assert_eq!(code(r#""kind":"text""#, &Cell::Number(6_222_021_234_567_890_123.0)), "digits_lost");
        assert_eq!(code(r#""kind":"postcode""#, &Cell::Number(50_000.0)), "leading_zero_lost");
    }

    #[test]
    fn amounts_stay_numbers() {
        let money = r#""kind":"money""#;
        assert_eq!(value(money, &Cell::Number(0.1 + 0.2)), "0.30");
        assert_eq!(value(money, &text("￥1,234.5元")), "1234.50");
        assert_eq!(value(money, &Cell::Number(12.345)), "12.345");
        assert_eq!(code(money, &text("一百")), "not_a_number");
        assert_eq!(value(r#""kind":"int""#, &text("12")), "12");
        assert_eq!(value(r#""kind":"int""#, &Cell::Number(1.5)), "1.5");
    }

    #[test]
    fn days_and_minutes_are_read_from_every_shape() {
        let date = r#""kind":"date""#;
        assert_eq!(value(date, &Cell::Serial(29_222.7)), "1980-01-02");
        assert_eq!(value(date, &Cell::Number(29_222.0)), "1980-01-02");
        assert_eq!(value(date, &text("1980年1月2日")), "1980-01-02");
        assert_eq!(code(date, &text("03/04/2022")), "ambiguous_day");
        assert_eq!(code(date, &text("80年1月")), "day_assumed");
        assert_eq!(code(date, &text("很久以前")), "not_a_day");
        assert_eq!(value(r#""kind":"date_time""#, &text("2024/3/5 9:30")), "2024-03-05 09:30");
        assert_eq!(value(r#""kind":"year""#, &text("2024年")), "2024");
    }

    #[test]
    fn errors_booleans_and_blanks_are_told_apart() {
        assert_eq!(code(r#""kind":"text""#, &Cell::Error("#N/A")), "cell_error");
        assert_eq!(value(r#""kind":"bool""#, &Cell::Bool(true)), "是");
        assert_eq!(typed(r#""kind":"date""#, &text("\u{3000}\u{200b}")), Typed::default());
    }

    #[test]
    fn other_with_an_explanation_fills_both_fields() {
        let field = field(r#""kind":"select","other":"kind_other","choices":[{"value":"甲"},{"value":"其他"}]"#);
        let Kind::Select { choices, .. } = &field.kind else { unreachable!() };
        let options = Options::of_choices(choices);
        let typed = read(&field, Some(&options), &text("其他（丙）"), around());
        assert_eq!((typed.value, typed.other), (Some(Value::Text("其他".into())), Some("丙".into())));
        let unknown = read(&field, Some(&options), &text("丁戊己"), around());
        assert_eq!(unknown.problem.map(|(c, ..)| c.code()), Some("not_an_option"));
    }
}
