//! Bounds on a statement's text, checked on its tokens: a planner recurses over expressions, so a chain of thousands of operators
//! would take minutes or the stack.

use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer, TokenizerError};

use super::super::error::SqlError;

const TEXT_BYTES: usize = 100 << 10;
/// Operators in a row, without a comma or a clause between them.
const CHAIN: usize = 500;
/// Operators in all.
const OPERATORS: usize = 4_000;
/// Arms of `UNION`, `INTERSECT` and `EXCEPT`.
const ARMS: usize = 200;
/// Items of all lists.
const ITEMS: usize = 10_000;

/// Refuses what would be too much to plan.
pub(super) fn check(sql: &str) -> Result<(), SqlError> {
    if sql.len() > TEXT_BYTES {
        return Err(SqlError::invalid(format!("it is longer than {TEXT_BYTES} bytes; make it shorter")));
    }
    let tokens = Tokenizer::new(&GenericDialect {}, sql).tokenize().map_err(|error| unreadable(&error))?;
    let mut seen = Seen::default();
    tokens.iter().for_each(|token| seen.add(token));
    let over = |count: usize, limit: usize, what: &str| {
        if count > limit { Err(SqlError::invalid(format!("it has more than {limit} {what}; make it simpler"))) } else { Ok(()) }
    };
    over(seen.longest, CHAIN, "operators in one expression")?;
    over(seen.operators, OPERATORS, "operators")?;
    over(seen.arms, ARMS, "UNION, INTERSECT or EXCEPT")?;
    over(seen.items, ITEMS, "items in its lists")
}

fn unreadable(error: &TokenizerError) -> SqlError {
    let TokenizerError { message, location } = error;
    SqlError::invalid(format!("{message} at line {}, column {}", location.line, location.column))
}

#[derive(Default)]
struct Seen {
    chain: usize,
    longest: usize,
    operators: usize,
    arms: usize,
    items: usize,
}

impl Seen {
    fn add(&mut self, token: &Token) {
        match token {
            Token::Comma => {
                self.items += 1;
                self.chain = 0;
            }
            Token::Word(word) => match word.keyword {
                Keyword::UNION | Keyword::INTERSECT | Keyword::EXCEPT => self.arms += 1,
                Keyword::SELECT | Keyword::FROM | Keyword::WHERE | Keyword::GROUP | Keyword::ORDER | Keyword::HAVING => self.chain = 0,
                Keyword::AND | Keyword::OR | Keyword::NOT | Keyword::LIKE | Keyword::IS | Keyword::IN | Keyword::CASE | Keyword::WHEN => {
                    self.operator();
                }
                _ => {}
            },
            Token::Whitespace(_)
            | Token::Number(..)
            | Token::SingleQuotedString(_)
            | Token::DoubleQuotedString(_)
            | Token::LParen
            | Token::RParen
            | Token::Period
            | Token::SemiColon
            | Token::EOF => {}
            _ => self.operator(),
        }
    }

    fn operator(&mut self) {
        self.operators += 1;
        self.chain += 1;
        self.longest = self.longest.max(self.chain);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(sql: &str) -> Option<String> {
        check(sql).err().map(|error| error.to_string())
    }

    #[test]
    fn an_ordinary_statement_passes() {
        assert_eq!(refused("SELECT a + b * 2 AS c FROM t WHERE x IN (1, 2, 3) AND y = 'a+b' ORDER BY 1"), None);
        assert_eq!(refused(&format!("SELECT {} FROM t", vec!["a + b"; 300].join(", "))), None);
    }

    #[test]
    fn endless_chains_are_refused_before_they_are_planned() {
        let chain = |term: &str, count: usize| format!("SELECT {}", vec!["1"; count].join(term));
        assert_eq!(refused(&chain("+", 501)), None);
        assert!(refused(&chain("+", 502)).is_some_and(|text| text.contains("500 operators")));
        assert!(refused(&chain(" OR ", 10_000)).is_some());
        assert!(refused(&vec!["SELECT 1"; 300].join(" UNION ALL ")).is_some_and(|text| text.contains("200 UNION")));
        assert!(refused(&format!("SELECT '{}'", "x".repeat(TEXT_BYTES))).is_some_and(|text| text.contains("bytes")));
    }

    #[test]
    fn a_broken_token_is_named_by_its_place() {
        assert_eq!(refused("SELECT 1,\n  'abc").as_deref(), Some("The query can't be run: Unterminated string literal at line 2, column 3."));
    }

    #[test]
    fn statements_that_chance_made_are_passed_on_or_refused_with_a_reason() {
        let seeds = [
            "SELECT a + b * 2 AS c, count(*) FILTER (WHERE x > 1) FROM t WHERE x IN (1, 2, 3) AND y = 'a+b' GROUP BY 1 ORDER BY 1 LIMIT 5",
            "WITH w AS (SELECT \"Full Name\" FROM t) SELECT * FROM w JOIN u ON w.k = u.k UNION ALL SELECT 'é', $1, X'00' -- a note",
            "SELECT CASE WHEN a IS NULL THEN E'\\n' ELSE $tag$text$tag$ END, INTERVAL '1' DAY /* a /* note */ */ FROM t;",
        ];
        let seeds = seeds.iter().map(|sql| sql.as_bytes().to_vec()).collect();
        let words =
            &["SELECT ", " UNION ", "((((", "))", "'", "\"", "$$", "/*", "*/", "--", ",1", "+1", " OR ", "NOT ", "U&'\\", "0x", "1e", ";", "\u{0}"];
        let mutations = ::tests::mutate::Mutations::of(seeds, 5_000).with_words(words);
        mutations.each("SQL", |bytes| {
            let told = refused(&String::from_utf8_lossy(bytes));
            assert!(told.is_none_or(|told| told.starts_with("The query can't be run: ")));
        });
    }
}
