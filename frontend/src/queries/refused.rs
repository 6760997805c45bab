//! Which field of a form a problem is about.

use shared::wire::problem::{Code, Problem};

/// The field's name: the last part of what the server calls it; empty if it is about none.
pub fn field(problem: &Problem) -> &str {
    match problem.code {
        Code::BrokerUnreachable => "brokers",
        Code::UnknownTopic => "topic",
        Code::OneClass | Code::TooManyClasses => "target",
        Code::UnsuitableColumn if problem.param("field").is_empty() => "inputs",
        _ => problem.param("field").rsplit(['.', '/']).next().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::trouble::problem;

    #[test]
    fn a_problem_is_shown_at_its_field() {
        for (code, named, expected) in [
            (Code::InvalidRequest, "spec.brokers", "brokers"),
            (Code::InvalidRequest, "name", "name"),
            (Code::UnknownTopic, "", "topic"),
            (Code::BrokerUnreachable, "", "brokers"),
            (Code::Busy, "", ""),
        ] {
            assert_eq!(field(&problem(code, "", &[("field", named)])), expected);
        }
    }
}
