//! Made-up answers: mostly what a field takes, often spelt oddly, sometimes nonsense of any shape.

use crate::chance::Chance;
use crate::domain::form::{Answer, Field, FileRef, Kind, Value};
use crate::domain::ids::{FileId, Uid};

/// Texts that have broken programs before.
const ODD: [&str; 36] = [
    "",
    " ",
    "\u{3000}",
    "\u{200b}\u{feff}",
    "\u{0}",
    "😀👩‍👩‍👧‍👦🇨🇳",
    "ﬁﬄ",
    "İıßẞ",
    "Ⅳ①㈠",
    "٣٤٥",
    "一二三",
    "－１．５",
    "-",
    "--1",
    "+",
    "-0",
    "-0.005",
    "0.999",
    "1e400",
    "NaN",
    "9223372036854775807",
    "-9223372036854775808",
    "92233720368547758.07",
    "99999999999999999999999999999999999999999",
    "1,2,3,4",
    "2024-02-30",
    "0000-00-00",
    "12345-01-01",
    "9999-12-31 24:60",
    "2024年2月29日",
    "{0}{1}%s",
    "<b>&amp;\"'",
    "其他",
    "null",
    "[{\"file\":\"x\"}]",
    "a\r\nb\tc",
];

/// Days and moments as people type them.
const BETWEEN: [&str; 5] = ["-", "/", ".", "年", " "];

pub struct Maker {
    pub chance: Chance,
}

impl Maker {
    /// An answer to these fields; rows in rows down to that depth.
    pub fn answer(&mut self, fields: &[Field], depth: usize) -> Answer {
        let mut answer = Answer::default();
        let filled = 1 + self.chance.below(4);
        for field in fields {
            if self.chance.below(5) >= filled {
                continue;
            }
            if let Some(value) = self.value(field, depth) {
                answer.0.insert(field.key.clone(), value);
            }
        }
        if self.chance.once_in(20) {
            let key = self.text();
            answer.0.insert(key, Value::Text(String::new()));
        }
        answer
    }

    fn value(&mut self, field: &Field, depth: usize) -> Option<Value> {
        if self.chance.once_in(25) {
            return Some(self.nonsense(depth));
        }
        Some(match &field.kind {
            Kind::MultiSelect { choices, .. } => {
                let count = self.chance.below(4);
                Value::Many((0..count).filter_map(|_| self.chance.pick(choices)).map(|c| c.value.clone()).collect())
            }
            Kind::Files { types, .. } => {
                let count = self.chance.below(3);
                Value::Files((0..count).map(|_| self.file(types)).collect())
            }
            Kind::Rows { fields, .. } if depth > 0 => {
                let count = self.chance.below(4);
                Value::Rows((0..count).map(|_| self.answer(fields, depth - 1)).collect())
            }
            kind => {
                let text = self.scalar(kind)?;
                Value::Text(self.twisted(text))
            }
        })
    }

    fn scalar(&mut self, kind: &Kind) -> Option<String> {
        let chance = &mut self.chance;
        Some(match kind {
            Kind::Select { choices, .. } => chance.pick(choices)?.value.clone(),
            Kind::Bool => (*chance.pick(&["是", "否", "yes", "TRUE", "0"])?).to_owned(),
            Kind::Int { .. } | Kind::Year => {
                let count = chance.below(6);
                chance.digits(count)
            }
            Kind::Decimal { .. } | Kind::Money => {
                let (whole, part) = (chance.below(8), chance.below(4));
                format!("{}.{}", chance.digits(whole), chance.digits(part))
            }
            Kind::Date { .. } => self.day()?,
            Kind::DateTime => format!("{} {}:{}", self.day()?, self.chance.below(26), self.chance.below(62)),
            Kind::Code { .. } => (*chance.pick(&["10", "11", "12", "13", ""])?).to_owned(),
            Kind::Mobile => format!("1{}", chance.digits(10)),
            Kind::Landline => format!("0{}-{}", chance.digits(2), chance.digits(8)),
            Kind::Email => format!("a{}@example.org", chance.below(100)),
            Kind::Url => format!("example.org/{}", chance.below(100)),
            Kind::Postcode => chance.digits(6),
            Kind::Uscc { .. } => (*chance.pick(&["51440000MJYYYY035H", "91330106MA9YYY053P"])?).to_owned(),
            Kind::IdCard { .. } if chance.once_in(2) => "110101199003079964".to_owned(),
            Kind::IdCard { .. } => format!(
                "110101{}{:02}{:02}{}",
                1900 + chance.below(150),
                chance.below(14),
                chance.below(33),
                chance.digits(4)
            ),
            Kind::Cn => format!("CN {}-{}/O1", chance.digits(2), chance.digits(4)),
            Kind::Issn => format!("{}-{}", chance.digits(4), chance.digits(4)),
            Kind::Record { .. } => "01234567-89ab-7fff-bfff-ffffffffffff".to_owned(),
            _ => self.text(),
        })
    }

    fn day(&mut self) -> Option<String> {
        let between = *self.chance.pick(&BETWEEN)?;
        let (year, month, day) = (1890 + self.chance.below(200), self.chance.below(14), self.chance.below(33));
        Some(format!("{year}{between}{month}{between}{day}"))
    }

    /// Letters, signs and characters of any script, at times very many.
    fn text(&mut self) -> String {
        if self.chance.once_in(3) {
            return self.chance.pick(&ODD).copied().unwrap_or_default().to_owned();
        }
        let count = if self.chance.once_in(300) { 6_000 } else { self.chance.below(24) };
        (0..count).map(|_| if self.chance.once_in(4) { self.chance.character() } else { '学' }).collect()
    }

    /// The same text, or as somebody could have typed or pasted it.
    fn twisted(&mut self, text: String) -> String {
        match self.chance.below(14) {
            0 => format!("\u{3000}{text} "),
            1 => text.chars().map(wide).collect(),
            2 => text.chars().rev().collect(),
            3 => format!("{text}{}", self.text()),
            4 => {
                let (place, odd) = (self.chance.below(text.chars().count() + 1), self.chance.character());
                let (before, after): (Vec<_>, Vec<_>) = text.chars().enumerate().partition(|(at, _)| *at < place);
                let chars = before.into_iter().map(|(_, c)| c).chain([odd]);
                chars.chain(after.into_iter().map(|(_, c)| c)).collect()
            }
            5 => text.chars().skip(1).collect(),
            6 => text.to_lowercase(),
            7 => self.text(),
            _ => text,
        }
    }

    fn file(&mut self, types: &[String]) -> FileRef {
        let kind = self.chance.pick(types).cloned().unwrap_or_default();
        let name = if self.chance.once_in(6) { self.text() } else { format!("附件.{kind}") };
        let size_bytes = *self.chance.pick(&[0, 1, -1, 20 << 20, i64::MAX, i64::MIN]).unwrap_or(&0);
        FileRef { file: FileId(Uid::compose(1, [7; 10])), name, size_bytes }
    }

    /// Any value at all.
    fn nonsense(&mut self, depth: usize) -> Value {
        match self.chance.below(if depth > 0 { 4 } else { 3 }) {
            0 => Value::Text(self.text()),
            1 => {
                let count = self.chance.below(4);
                Value::Many((0..count).map(|_| self.text()).collect())
            }
            2 => Value::Files(vec![self.file(&[])]),
            _ => {
                let (key, value) = (self.text(), self.nonsense(depth - 1));
                Value::Rows(vec![Answer([(key, value)].into_iter().collect()), Answer::default()])
            }
        }
    }
}

/// The full-width form of a letter, digit or sign.
fn wide(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap_or(c),
        _ => c,
    }
}
