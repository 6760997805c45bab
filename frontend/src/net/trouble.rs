//! Problems that the server did not word: the network, a proxy, a bug in the page.

use shared::one_by_one::one_by_one;
use shared::wire::problem::{Code, Problem};

/// A problem that the page itself found.
pub fn problem(code: Code, detail: impl Into<String>, params: &[(&str, &str)]) -> Problem {
    let word = serde_json::to_value(code).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    Problem {
        r#type: format!("about:blank#{word}"),
        title: String::new(),
        status: 0,
        code,
        detail: detail.into(),
        params: one_by_one(params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))),
    }
}

/// No answer came.
pub fn network() -> Problem {
    problem(Code::Internal, "The server can't be reached. Check the network and that the server runs, then try again.", &[("kind", "network")])
}

/// An answer that the page can't read.
pub fn unreadable(reason: &str) -> Problem {
    problem(Code::Internal, format!("The server's answer can't be read ({reason}). Reload the page."), &[("kind", "unreadable")])
}

/// A worker of the page broke.
pub fn worker(reason: &str) -> Problem {
    problem(Code::Internal, format!("A background worker of this page stopped ({reason}). Reload the page to go on."), &[("kind", "worker")])
}

/// A sum of a question is beyond 38 digits.
pub fn overflow() -> Problem {
    let reason = "a sum is beyond 38 digits";
    problem(Code::Overflow, format!("A number is too large for its type: {reason}. Sum fewer rows, or ask for the mean."), &[("reason", reason)])
}

/// A link doesn't show the dataset that a script asks for.
pub fn not_shown() -> Problem {
    problem(Code::NotFound, "There is no such dataset behind this link. Open one that its dashboard draws.", &[])
}

/// What an answer that is no success says: its problem, or what its status means.
pub fn of_answer(status: u16, body: &str) -> Problem {
    serde_json::from_str(body).unwrap_or_else(|_| {
        let mut problem = problem(code_of(status), format!("The server answered with status {status}."), &[]);
        problem.status = status;
        problem
    })
}

fn code_of(status: u16) -> Code {
    match status {
        401 => Code::Unauthorized,
        403 => Code::ForbiddenOrigin,
        404 => Code::NotFound,
        410 => Code::LinkRevoked,
        412 => Code::PreconditionFailed,
        413 => Code::PayloadTooLarge,
        507 => Code::NoSpace,
        _ => Code::Internal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_own_words_are_kept() {
        let body =
            r#"{"type":"about:blank#empty_file","title":"Unprocessable Entity","status":422,"code":"empty_file","detail":"The file is empty."}"#;
        assert_eq!(of_answer(422, body).code, Code::EmptyFile);
    }

    #[test]
    fn a_proxys_page_becomes_what_its_status_means() {
        let problem = of_answer(413, "<html>Request Entity Too Large</html>");
        assert_eq!((problem.code, problem.status), (Code::PayloadTooLarge, 413));
        assert_eq!(problem.r#type, "about:blank#payload_too_large");
    }
}
