//! Lists of the summaries that are most common, by columns, on their way between worker and page. For use as `#[serde(with = …)]`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::sum::ExactSum;
use crate::engine::packed;

/// Sums of whole numbers: by columns if all of them are of 64 bits.
#[derive(Serialize, Deserialize)]
enum Sums {
    Narrow {
        #[serde(with = "packed")]
        s: Vec<i64>,
        #[serde(with = "packed")]
        n: Vec<u64>,
    },
    Wide(Vec<ExactSum>),
}

/// Counts.
pub(super) mod counts {
    use super::{Deserializer, Serializer, packed};
    use crate::engine::aggregate::Summary;
    use crate::engine::aggregate::count::Count;

    pub(crate) fn serialize<S: Serializer>(counts: &[Count], serializer: S) -> Result<S::Ok, S::Error> {
        let counts: Vec<u64> = counts.iter().map(|count| count.value().unwrap_or_default()).collect();
        packed::serialize(&counts, serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Count>, D::Error> {
        Ok(packed::deserialize::<u64, D>(deserializer)?.into_iter().map(Count::of).collect())
    }
}

/// Sums of whole numbers.
pub(super) mod sums {
    use super::{Deserialize, Deserializer, ExactSum, Serialize, Serializer, Sums};

    pub(crate) fn serialize<S: Serializer>(sums: &[ExactSum], serializer: S) -> Result<S::Ok, S::Error> {
        let is_narrow = |sum: &ExactSum| matches!(sum.parts(), (s, 0) if i64::try_from(s).is_ok());
        let sent = if sums.iter().all(is_narrow) {
            Sums::Narrow { s: sums.iter().map(|sum| sum.parts().0 as i64).collect(), n: sums.iter().map(ExactSum::n).collect() }
        } else {
            Sums::Wide(sums.to_vec())
        };
        sent.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ExactSum>, D::Error> {
        Ok(match Sums::deserialize(deserializer)? {
            Sums::Narrow { s, n } => s.into_iter().zip(n).map(|(s, n)| ExactSum::of(s.into(), n)).collect(),
            Sums::Wide(sums) => sums,
        })
    }
}

/// Runs of whole numbers, those of all groups in one list: if all of them are of 64 bits.
#[derive(Serialize, Deserialize)]
enum Values {
    Narrow {
        /// How many runs each group has.
        #[serde(with = "packed")]
        lens: Vec<u64>,
        #[serde(with = "packed")]
        values: Vec<i64>,
        /// None of sets.
        #[serde(with = "packed")]
        tallies: Vec<u64>,
    },
    Wide(Vec<Vec<(i128, u64)>>),
}

/// Multisets and sets of whole numbers.
pub(super) mod runs {
    use serde::de::Error;

    use super::{Deserialize, Deserializer, Serialize, Serializer, Values};
    use crate::engine::aggregate::runs::{Runs, Tally};

    pub(crate) fn serialize<C: Tally, S: Serializer>(groups: &[Runs<i128, C>], serializer: S) -> Result<S::Ok, S::Error> {
        let groups: Vec<_> = groups.iter().map(Runs::runs).collect();
        let runs = || groups.iter().flat_map(|runs| runs.iter());
        let sent = match runs().map(|run| i64::try_from(run.0).ok()).collect() {
            Some(values) => Values::Narrow {
                lens: groups.iter().map(|runs| runs.len() as u64).collect(),
                values,
                tallies: runs().filter(|_| C::COUNTS).map(|run| run.1.n()).collect(),
            },
            None => Values::Wide(groups.iter().map(|runs| runs.iter().map(|run| (run.0, run.1.n())).collect()).collect()),
        };
        sent.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, C: Tally, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Runs<i128, C>>, D::Error> {
        let group = |runs: Vec<(i128, C)>| Runs::try_from(runs).map_err(D::Error::custom);
        match Values::deserialize(deserializer)? {
            Values::Narrow { lens, values, tallies } => {
                let mut runs = values.into_iter().map(i128::from).zip(tallies.into_iter().map(C::of).chain(std::iter::repeat(C::ONE)));
                lens.into_iter().map(|len| group(runs.by_ref().take(len as usize).collect())).collect()
            }
            Values::Wide(groups) => groups.into_iter().map(|runs| group(runs.into_iter().map(|(value, n)| (value, C::of(n))).collect())).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::engine::aggregate::count::Count;
    use crate::engine::aggregate::distinct::SortedSet;
    use crate::engine::aggregate::multiset::Multiset;
    use crate::engine::aggregate::{Summary, summary};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Lists(#[serde(with = "counts")] Vec<Count>, #[serde(with = "sums")] Vec<ExactSum>);

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Many(#[serde(with = "runs")] Vec<Multiset<i128>>, #[serde(with = "runs")] Vec<SortedSet<i128>>);

    fn check(sums: Vec<ExactSum>) {
        let lists = Lists(vec![Count::of(0), Count::of(u64::MAX), Count::of(70_000)], sums);
        assert_eq!(postcard::from_bytes::<Lists>(&postcard::to_stdvec(&lists).unwrap()).unwrap(), lists);
    }

    #[test]
    fn runs_come_back_to_the_groups_that_they_are_of() {
        for far in [0, 1 << 90] {
            let values = [vec![3, 1, 3], vec![], vec![far, -1, 7]];
            let many = Many(values.clone().map(summary).to_vec(), values.map(summary).to_vec());
            assert_eq!(postcard::from_bytes::<Many>(&postcard::to_stdvec(&many).unwrap()).unwrap(), many);
        }
    }

    #[test]
    fn counts_and_sums_come_back() {
        check(vec![]);
        check(vec![ExactSum::of(-7, 3), ExactSum::of(1 << 60, 1), ExactSum::default()]);
    }

    #[test]
    fn sums_beyond_64_bits_come_back_with_what_they_wrapped() {
        let mut wrapped = ExactSum::of(i128::MAX, 1);
        wrapped.add(i128::MAX);
        check(vec![ExactSum::of(1 << 90, 2), wrapped]);
    }
}
