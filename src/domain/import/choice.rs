//! Options by the words that people write for them: names, paths, everyday short forms, near misses.

use std::collections::HashMap;

use super::super::form::Choice;
use super::clean::{compact, narrow_char};

/// An option that a cell may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is stored.
    pub value: String,
    /// Its name and everything else it is known by.
    pub names: Vec<String>,
}

/// The options of one column, ready to be looked up.
#[derive(Clone, Debug, Default)]
pub struct Options {
    entries: Vec<Entry>,
    by_name: HashMap<String, Vec<usize>>,
}

/// No option, or no single one, has that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Miss {
    /// Nothing fits; perhaps this name was meant.
    None(Option<String>),
    /// Several fit: their full names.
    Several(Vec<String>),
}

/// Everyday words and the official names they stand for.
const ALIASES: &[(&str, &[&str])] = &[
    ("大学本科", &["本科", "本科生", "大本", "大学", "学士学历"]),
    ("大学专科", &["专科", "大专", "大专生"]),
    ("硕士研究生", &["硕士", "研究生", "硕研"]),
    ("博士研究生", &["博士", "博研"]),
    ("中等专科", &["中专"]),
    ("普通高级中学", &["高中"]),
    ("中国共产党党员", &["中共党员", "党员", "共产党员", "中共"]),
    ("中国共产党预备党员", &["中共预备党员", "预备党员"]),
    ("中国共产主义青年团团员", &["共青团员", "团员"]),
    ("中国国民党革命委员会会员", &["民革", "民革党员", "民革会员"]),
    ("中国民主同盟盟员", &["民盟", "民盟盟员"]),
    ("中国民主建国会会员", &["民建", "民建会员"]),
    ("中国民主促进会会员", &["民进", "民进会员"]),
    ("中国农工民主党党员", &["农工党", "农工党党员"]),
    ("中国致公党党员", &["致公党", "致公党党员"]),
    ("九三学社社员", &["九三", "九三学社"]),
    ("台湾民主自治同盟盟员", &["台盟", "台盟盟员"]),
    ("无党派民主人士", &["无党派", "无党派人士"]),
    ("群众", &["普通公民", "群众（现称普通公民）"]),
    ("男", &["男性", "m", "male"]),
    ("女", &["女性", "f", "female"]),
    ("居民身份证", &["身份证", "二代身份证", "公民身份证"]),
    ("个人会员", &["个人"]),
    ("团体会员", &["团体", "单位会员", "单位"]),
    ("教授", &["正教授"]),
    ("是", &["有", "y", "yes", "true", "1", "√", "✓", "✔"]),
    ("否", &["无", "没有", "不是", "n", "no", "false", "0", "×", "✗"]),
];

/// Endings that people leave away: 汉 for 汉族, 大学本科 for 大学本科教育.
const ENDINGS: &[&str] =
    &["族", "教育", "学位", "省", "市", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区"];

impl Options {
    /// Indexes entries; an earlier rule (exact name, then alias, then shortened name) wins over a later one.
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut options = Self { by_name: HashMap::with_capacity(entries.len() * 2), entries };
        let mut add = |rule: &dyn Fn(&Entry) -> Vec<String>| {
            let mut found: HashMap<String, Vec<usize>> = HashMap::new();
            for (i, entry) in options.entries.iter().enumerate() {
                for name in rule(entry) {
                    let places = found.entry(name).or_default();
                    if !places.contains(&i) {
                        places.push(i);
                    }
                }
            }
            for (name, places) in found {
                options.by_name.entry(name).or_insert(places);
            }
        };
        add(&|e| e.names.first().map(|n| key(n)).into_iter().collect());
        add(&|e| e.names.iter().map(|n| key(n)).chain([key(&e.value)]).collect());
        add(&|e| {
            let known = |word: &str| e.names.iter().any(|n| key(n) == key(word));
            let groups = ALIASES.iter().filter(|(name, aliases)| known(name) || aliases.iter().any(|a| known(a)));
            groups.flat_map(|(name, aliases)| aliases.iter().chain([name]).map(|a| key(a))).collect()
        });
        add(&|e| e.names.iter().flat_map(|n| short_names(n)).collect());
        options
    }

    /// The options of a select field.
    pub fn of_choices(choices: &[Choice]) -> Self {
        let entry = |c: &Choice| Entry {
            value: c.value.clone(),
            names: [c.value.clone(), c.en.clone()].into_iter().filter(|n| !n.is_empty()).collect(),
        };
        Self::new(choices.iter().map(entry).collect())
    }

    /// 是 and 否.
    pub fn of_bool() -> Self {
        let entry = |value: &str, en: &str| Entry { value: value.into(), names: vec![value.into(), en.into()] };
        Self::new(vec![entry("是", "yes"), entry("否", "no")])
    }

    /// The value of the option that a text names.
    ///
    /// # Errors
    /// `Miss` with the nearest name, or with all names where several options fit.
    pub fn find(&self, text: &str) -> Result<&str, Miss> {
        match self.by_name.get(&key(text)).map(Vec::as_slice) {
            Some([one]) => Ok(&self.entries[*one].value),
            Some(several) => Err(Miss::Several(several.iter().take(5).map(|i| self.full_name(*i)).collect())),
            None => Err(Miss::None(self.nearest(text))),
        }
    }

    /// The first names of all options, for lists in templates.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter_map(|e| e.names.first().map(String::as_str))
    }

    fn full_name(&self, entry: usize) -> String {
        self.entries[entry].names.iter().max_by_key(|n| n.chars().count()).cloned().unwrap_or_default()
    }

    fn nearest(&self, text: &str) -> Option<String> {
        let wanted: Vec<char> = key(text).chars().take(40).collect();
        if wanted.is_empty() {
            return None;
        }
        let limit = (wanted.len() / 3).max(1);
        let names = self.entries.iter().filter_map(|e| e.names.first());
        let scored = names.filter_map(|name| {
            let chars: Vec<char> = key(name).chars().collect();
            let part = wanted.len() > 1 && chars.len() > 1 && (contains(&chars, &wanted) || contains(&wanted, &chars));
            let distance = if part { 1 } else { distance(&wanted, &chars, limit)? };
            let all_differ = distance >= wanted.len().max(chars.len());
            (!all_differ).then_some((distance, name))
        });
        scored.min_by_key(|(d, name)| (*d, name.chars().count())).map(|(_, name)| name.clone())
    }
}

fn contains(long: &[char], short: &[char]) -> bool {
    long.windows(short.len()).any(|w| w == short)
}

/// The form under which names are compared.
fn key(text: &str) -> String {
    let keep = |c: &char| !matches!(c, '/' | '\\' | '-' | '>' | '、' | ',' | '.' | '·' | '"' | '“' | '”');
    compact(text).chars().map(narrow_char).filter(keep).flat_map(char::to_lowercase).collect()
}

fn short_names(name: &str) -> Vec<String> {
    let cut = |end: &&str| name.strip_suffix(*end).filter(|rest| !rest.is_empty()).map(key);
    ENDINGS.iter().filter_map(cut).collect()
}

/// Levenshtein distance; nothing where it is above the limit.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (corner + usize::from(x != y)).min(above + 1).min(row[j] + 1);
            corner = above;
        }
    }
    row.last().copied().filter(|d| *d <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(value: &str, names: &[&str]) -> Entry {
        Entry { value: value.into(), names: names.iter().map(|n| (*n).to_owned()).collect() }
    }

    #[test]
    fn aliases_endings_and_codes_find_the_option() {
        let ethnic = Options::new(vec![entry("01", &["汉族"]), entry("10", &["朝鲜族"])]);
        for text in ["汉族", "汉", " 汉 族 ", "01"] {
            assert_eq!(ethnic.find(text), Ok("01"), "{text}");
        }
        let education = Options::new(vec![
            entry("21", &["大学本科毕业", "大学本科"]),
            entry("11", &["博士研究生毕业", "博士研究生"]),
            entry("14", &["硕士研究生毕业", "硕士研究生"]),
        ]);
        for text in ["本科 ", "大学本科", "大本"] {
            assert_eq!(education.find(text), Ok("21"), "{text}");
        }
        let party = Options::new(vec![entry("01", &["中国共产党党员", "中共党员"]), entry("13", &["群众"])]);
        assert_eq!(party.find("群众"), Ok("13"));
        assert_eq!(party.find("党员"), Ok("01"));
    }

    #[test]
    fn misses_name_the_nearest_or_all_that_fit() {
        let sex = Options::of_choices(&[
            Choice { value: "男".into(), en: "male".into() },
            Choice { value: "女".into(), en: "female".into() },
        ]);
        assert_eq!(sex.find("M"), Ok("男"));
        assert_eq!(sex.find("不详"), Err(Miss::None(None)));
        let kind = Options::of_choices(&[Choice { value: "团体会员".into(), en: String::new() }]);
        assert_eq!(kind.find("团休会员"), Err(Miss::None(Some("团体会员".into()))));
        let region = Options::new(vec![
            entry("110105", &["朝阳区", "北京市朝阳区"]),
            entry("220104", &["朝阳区", "长春市朝阳区", "吉林省长春市朝阳区"]),
        ]);
        assert_eq!(region.find("北京市朝阳区"), Ok("110105"));
        assert!(matches!(region.find("朝阳区"), Err(Miss::Several(names)) if names.len() == 2));
    }
}
