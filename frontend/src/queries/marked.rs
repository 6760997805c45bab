//! The words of a text that are to be marked.

/// A piece of a text, and whether it is one of the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The piece.
    pub text: String,
    /// Whether it is marked.
    pub is_word: bool,
}

/// Cuts a text into pieces that together are the text. `words` are separated by blanks; a word is found in any case, and only whole: "win"
/// is not found in "winter". Scripts without blanks between words have no such ends, so there a word is found anywhere.
pub fn pieces(text: &str, words: &str) -> Vec<Piece> {
    let words: Vec<Vec<char>> = words.split_whitespace().map(|word| word.chars().map(lower).collect()).collect();
    let chars: Vec<char> = text.chars().collect();
    let mut pieces = Vec::new();
    let (mut at, mut plain) = (0, String::new());
    while at < chars.len() {
        let found = words.iter().filter(|word| is_at(&chars, at, word)).map(Vec::len).max();
        match found {
            Some(length) => {
                push(&mut pieces, std::mem::take(&mut plain), false);
                push(&mut pieces, chars[at..at + length].iter().collect(), true);
                at += length;
            }
            None => {
                plain.push(chars[at]);
                at += 1;
            }
        }
    }
    push(&mut pieces, plain, false);
    pieces
}

fn push(pieces: &mut Vec<Piece>, text: String, is_word: bool) {
    if !text.is_empty() {
        pieces.push(Piece { text, is_word });
    }
}

fn is_at(chars: &[char], at: usize, word: &[char]) -> bool {
    let Some(here) = chars.get(at..at + word.len()).filter(|here| !here.is_empty()) else { return false };
    here.iter().zip(word).all(|(a, b)| lower(*a) == *b)
        && !(at > 0 && are_joined(chars[at - 1], here[0]))
        && !chars.get(at + word.len()).is_some_and(|next| are_joined(here[here.len() - 1], *next))
}

/// Whether two neighbours belong to one word.
fn are_joined(a: char, b: char) -> bool {
    let in_word = |c: char| c.is_alphanumeric() && !('\u{2e80}'..='\u{ffdc}').contains(&c);
    in_word(a) && in_word(b)
}

/// A letter's lower case, where that is one letter.
fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marked pieces in brackets.
    fn check(text: &str, words: &str, expected: &str) {
        let pieces = pieces(text, words);
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
        let shown: String = pieces.iter().map(|p| if p.is_word { format!("[{}]", p.text) } else { p.text.clone() }).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn words_are_found_in_any_case_and_only_whole() {
        check("WIN a prize, win it in winter!", "win prize", "[WIN] a [prize], [win] it in winter!");
        check("Éclair", "éclair", "[Éclair]");
        check("2win win2 win", "win", "2win win2 [win]");
    }

    #[test]
    fn scripts_without_blanks_are_searched_anywhere() {
        check("恭喜你中奖了，请回复", "中奖 回复", "恭喜你[中奖]了，请[回复]");
    }

    #[test]
    fn the_longest_word_wins_and_markup_stays_text() {
        check("new york news", "new york news", "[new] [york] [news]");
        check("<b>free</b>", "free", "<b>[free]</b>");
    }

    #[test]
    fn without_words_the_text_is_one_piece() {
        check("hello", "", "hello");
        check("", "hello", "");
        check("hello", "  ", "hello");
    }
}
