//! What DataFusion is known to say otherwise than the contract, by name and with the reason. There the definitions alone judge the engine. It is
//! asked nevertheless: what it says as the contract does in all questions has no place here.

use shared::engine::value::Value;
use shared::wire::query::{Measure, Op, QuerySpec};
use tests::compare::same;
use tests::oracle::Oracle;

use crate::columns::Column;
use crate::shapes::{INFINITE, NAN, Shape};

/// A reason, and the measures that it is one for.
type Known = (&'static str, fn(&Shape, &Measure) -> bool);

/// All of them.
const KNOWN: [Known; 3] = [
    ("the least of numbers and NaN is NaN, and so is the quantile of 0, which it takes for the least", |shape, measure| {
        shape.name == NAN && (measure.op == Op::Min || measure.q == Some(0.0))
    }),
    ("a correlation of NaN is none", |shape, measure| [NAN, INFINITE].contains(&shape.name) && measure.op == Op::Corr),
    // How far infinity is from a mean that is infinite has no value, whichever row comes first.
    ("a covariance with one infinity is infinite or NaN, by the order of the rows", |shape, measure| {
        shape.name == INFINITE && measure.op == Op::Covar
    }),
];

/// What was compared with DataFusion's answers.
#[derive(Default)]
pub(crate) struct Otherwise {
    /// Of each known difference, whether there was one.
    seen: [bool; KNOWN.len()],
    /// The differences that are not known.
    unknown: Vec<String>,
}

impl Otherwise {
    /// Compares an answer with that of DataFusion, measure by measure.
    pub(crate) fn compare(&mut self, shape: &Shape, column: &Column, spec: &QuerySpec, ours: &[Vec<Value>], oracle: &Oracle) {
        let (keys, theirs) = (spec.group_by.len(), oracle.answer(spec));
        let values = |rows: &[Vec<Value>], at: usize| rows.iter().map(|row| row[at].clone()).collect::<Vec<_>>();
        for (at, name) in (0..keys).map(|key| (key, None)).chain((keys..).zip(spec.measures.iter().map(Some))) {
            let (ours, theirs) = (values(ours, at), values(&theirs, at));
            if ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|(a, b)| same(a, b)) {
                continue;
            }
            match name.and_then(|measure| KNOWN.iter().position(|(_, is_one)| is_one(shape, measure))) {
                Some(known) => self.seen[known] = true,
                None => self.unknown.push(format!("{}, {}, {keys} keys: {name:?}\n  ours   {ours:?}\n  theirs {theirs:?}", shape.name, column.name)),
            }
        }
    }

    /// Checks that there was no other difference than those that are known, and that there were all of these.
    pub(crate) fn is_all_known(&self) {
        assert!(self.unknown.is_empty(), "{}", self.unknown.join("\n"));
        let unseen: Vec<&str> = KNOWN.iter().zip(self.seen).filter(|(_, seen)| !seen).map(|((reason, _), _)| *reason).collect();
        assert!(unseen.is_empty(), "DataFusion says these as we do: {unseen:?}");
    }
}
