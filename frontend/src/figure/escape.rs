//! The one door between data and Plotly's text.

/// Makes any text safe for Plotly, which reads a small subset of HTML in every text: afterwards `text` is shown as it is.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn markup_becomes_text() {
        assert_eq!(escape("<a href=\"//x\">&lt;b</a>"), "&lt;a href=\"//x\"&gt;&amp;lt;b&lt;/a&gt;");
    }
}
