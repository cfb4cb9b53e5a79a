//! Whom to ask when the system is the trouble (S-034, S-035).

use serde::{Deserialize, Serialize};

use super::error::{FieldProblem, ProblemCode};
use super::form::clean;
use super::form::kinds::landline::{self, Standing};
use super::form::kinds::text;

/// The support contact of the centre.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportContact {
    /// A person or an office.
    pub name: String,
    /// Mobile or landline number.
    pub phone: String,
    /// Office hours in words.
    pub hours: String,
    /// Anything else, such as a group number; may be empty.
    pub note: String,
    /// Edit counter; 0: none was entered yet.
    pub version: i64,
}

impl SupportContact {
    /// As typed, cleaned.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn read(self) -> Result<Self, Vec<FieldProblem>> {
        let contact = Self {
            name: clean::line(&self.name),
            phone: clean::line(&self.phone),
            hours: clean::line(&self.hours),
            note: clean::area(&self.note),
            version: self.version,
        };
        let mut problems = Vec::new();
        for (path, value, max) in
            [("name", &contact.name, 50), ("phone", &contact.phone, 30), ("hours", &contact.hours, 100)]
        {
            if value.is_empty() {
                problems.push(FieldProblem::error(path, ProblemCode::Required, &[]));
            } else {
                problems.extend(text::check(path, value, max));
            }
        }
        let phone = &contact.phone;
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        let service = digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"));
        let known = service || landline::standing(&landline::canonical(phone)) != Standing::Bad;
        if !phone.is_empty() && !known {
            problems.push(FieldProblem::error("phone", ProblemCode::Landline, &[phone]));
        }
        problems.extend(text::check("note", &contact.note, 500));
        if problems.is_empty() { Ok(contact) } else { Err(problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S-035: name, phone and hours are demanded.
    #[test]
    fn contact_needs_name_phone_and_hours() {
        let contact = SupportContact {
            name: " 示例技术支持 ".into(),
            phone: "010-60000001".into(),
            hours: "工作日 8:30-11:30，14:30-17:00".into(),
            ..SupportContact::default()
        };
        assert_eq!(contact.clone().read().unwrap().name, "示例技术支持");
        for phone in ["13800000009", "400-600-0001", "60000001"] {
            assert!(SupportContact { phone: phone.into(), ..contact.clone() }.read().is_ok(), "{phone}");
        }
        let paths = |c: SupportContact| c.read().unwrap_err().into_iter().map(|p| p.path).collect::<Vec<_>>();
        assert_eq!(paths(SupportContact::default()), ["name", "phone", "hours"]);
        assert_eq!(paths(SupportContact { phone: "一二三".into(), ..contact }), ["phone"]);
    }
}
