//! Floats on their way to the workers. Messages are JSON, and reading a float's digits from JSON may miss it by one bit; reading them from text
//! never does, and bounds, sets and cuts may be text.

use shared::wire::query::{FilterSpec, QuerySpec, Scalar};

/// The same question of exactly the same numbers.
pub(super) fn question(mut spec: QuerySpec) -> QuerySpec {
    let bins = spec.group_by.iter_mut().filter_map(|key| key.bin.as_mut());
    bins.flat_map(|bin| bin.cuts.iter_mut().chain(bin.among.iter_mut()).flatten()).for_each(scalar);
    spec.filters.iter_mut().for_each(filter);
    spec
}

/// The same filter of exactly the same numbers.
pub(super) fn filter(filter: &mut FilterSpec) {
    filter.between.iter_mut().flatten().flatten().for_each(scalar);
    filter.one_of.iter_mut().flatten().flatten().for_each(scalar);
    let parts = filter.not.as_deref_mut().into_iter().chain(filter.all.iter_mut().flatten()).chain(filter.any.iter_mut().flatten());
    parts.for_each(self::filter);
}

/// The same number, as text where JSON would be read as another one.
pub(super) fn scalar(scalar: &mut Scalar) {
    if let Scalar::Float(x) = *scalar
        && serde_json::to_string(&x).ok().and_then(|digits| serde_json::from_str(&digits).ok()) != Some(x)
    {
        *scalar = Scalar::Text(x.to_string());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use shared::wire::query::{BinSpec, GroupKey};

    /// What a worker reads.
    fn heard(spec: QuerySpec) -> QuerySpec {
        serde_json::from_str(&serde_json::to_string(&question(spec)).unwrap()).unwrap()
    }

    fn number(scalar: &Scalar) -> f64 {
        match scalar {
            Scalar::Float(x) => *x,
            Scalar::Text(text) => text.parse().unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn floats_arrive_to_the_bit() {
        let numbers: Vec<f64> = (1..2_000).map(|i| f64::from(i) * 0.1 + 1.0 / f64::from(i)).collect();
        let scalars: Vec<Scalar> = numbers.iter().map(|x| Scalar::Float(*x)).collect();
        let bin = BinSpec { cuts: Some(scalars.clone()), ..BinSpec::default() };
        let set = FilterSpec { column: "x".into(), one_of: Some(scalars.into_iter().map(Some).collect()), ..FilterSpec::default() };
        let spec = QuerySpec {
            group_by: vec![GroupKey { column: "x".into(), bin: Some(bin) }],
            ..QuerySpec::count(vec![FilterSpec { not: Some(Box::new(set)), ..FilterSpec::default() }])
        };
        let heard = heard(spec);
        let cuts: Vec<f64> = heard.group_by[0].bin.as_ref().unwrap().cuts.as_ref().unwrap().iter().map(number).collect();
        let set: Vec<f64> = heard.filters[0].not.as_ref().unwrap().one_of.as_ref().unwrap().iter().flatten().map(number).collect();
        assert!(cuts == numbers && set == numbers);
    }

    #[test]
    fn what_json_reads_right_stays_a_number() {
        for x in [0.0, 0.5, -1.25, 1e300] {
            let mut kept = Scalar::Float(x);
            scalar(&mut kept);
            assert_eq!(kept, Scalar::Float(x));
        }
    }
}
