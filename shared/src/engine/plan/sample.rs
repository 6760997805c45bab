//! Samples, typed by their columns.

use arrow_schema::Schema;

use super::scalar::{self, Position};
use super::{PlanError, filter, position};
use crate::engine::kind::Kind;
use crate::engine::sample::Sampler;
use crate::engine::sample::axis::Axis;
use crate::wire::query::Scalar;
use crate::wire::sample::{DensitySpec, M4Spec, ReservoirSpec, SampleSpec};

/// Pixels of a line at most.
const WIDEST: usize = 16_384;

/// Cells of a grid at most, each way, and in all: a worker counts each in 8 bytes.
const GRID: usize = 4_096;
const MOST_GRID_CELLS: usize = 4 << 20;

/// Rows drawn at most, and their cells.
const MOST_ROWS: usize = 100_000;
const MOST_CELLS: usize = 1_000_000;

impl Sampler {
    /// Checks what is asked for against a schema; the first thing that is wrong is the error. A range that is not given holds no rows.
    pub fn parse(spec: &SampleSpec, schema: &Schema) -> Result<Sampler, PlanError> {
        let (kind, sampler) = match spec {
            SampleSpec::M4(spec) => ("m4", m4(spec, schema)),
            SampleSpec::Density(spec) => ("density", density(spec, schema)),
            SampleSpec::Reservoir(spec) => ("reservoir", reservoir(spec, schema)),
        };
        let checked = sampler.and_then(|sampler| filter::parse(spec.filters(), schema).map(|_| sampler));
        checked.map_err(|PlanError { field, reason }| PlanError { field: format!("{kind}.{field}"), reason })
    }
}

fn m4(spec: &M4Spec, schema: &Schema) -> Result<Sampler, PlanError> {
    let ((x, x_kind), (y, y_kind)) = (drawn("x", &spec.x, schema)?, drawn("y", &spec.y, schema)?);
    let width = within("width", spec.width, WIDEST)?;
    Ok(Sampler::M4 { columns: [x, y], kinds: [x_kind, y_kind], x: axis("x_range", spec.x_range.as_ref(), x_kind, width)? })
}

fn density(spec: &DensitySpec, schema: &Schema) -> Result<Sampler, PlanError> {
    let ((x, x_kind), (y, y_kind)) = (drawn("x", &spec.x, schema)?, drawn("y", &spec.y, schema)?);
    let (width, height) = (within("width", spec.width, GRID)?, within("height", spec.height, GRID)?);
    if width * height > MOST_GRID_CELLS {
        return Err(PlanError::new("height", format!("{width} times {height} cells are more than {MOST_GRID_CELLS}; give fewer")));
    }
    let across = axis("x_range", spec.x_range.as_ref(), x_kind, width)?;
    let up = axis("y_range", spec.y_range.as_ref(), y_kind, height)?;
    Ok(Sampler::Density { columns: [x, y], axes: [across, up] })
}

fn reservoir(spec: &ReservoirSpec, schema: &Schema) -> Result<Sampler, PlanError> {
    if spec.columns.is_empty() {
        return Err(PlanError::new("columns", "a row has cells; name at least one column"));
    }
    let column = |(i, name): (usize, &String)| {
        let column = position(name, schema, || format!("columns[{i}]"))?;
        match Kind::of(schema.field(column).data_type()) {
            Kind::Opaque => Err(PlanError::new(format!("columns[{i}]"), format!("the cells of “{name}” are no single values; leave it out"))),
            _ => Ok(column),
        }
    };
    let columns = spec.columns.iter().enumerate().map(column).collect::<Result<_, _>>()?;
    Ok(Sampler::Reservoir { columns, size: within("rows", spec.rows, MOST_ROWS.min(MOST_CELLS / spec.columns.len()))?, seed: spec.seed })
}

/// A column that has places along an axis, and what it holds.
fn drawn(field: &str, name: &str, schema: &Schema) -> Result<(usize, Kind), PlanError> {
    let column = position(name, schema, || field.to_owned())?;
    let kind = Kind::of(schema.field(column).data_type());
    if kind.is_number() || kind.is_time() {
        return Ok((column, kind));
    }
    Err(PlanError::new(field, format!("“{name}” holds neither numbers nor times; choose a column that does")))
}

fn within(field: &str, given: usize, most: usize) -> Result<usize, PlanError> {
    if (1..=most).contains(&given) { Ok(given) } else { Err(PlanError::new(field, format!("it is {given}; give a number from 1 to {most}"))) }
}

fn axis(field: &str, range: Option<&[Scalar; 2]>, kind: Kind, parts: usize) -> Result<Axis, PlanError> {
    let Some([lo, hi]) = range else { return Ok(Axis::nowhere(parts)) };
    let ends = match kind {
        Kind::Float => scalar::float(lo).and_then(|lo| Ok((lo, scalar::float(hi)?))).map(|(lo, hi)| floats(lo, hi, parts)),
        _ => scalar::whole(lo, kind).and_then(|lo| Ok((lo, scalar::whole(hi, kind)?))).map(|(lo, hi)| wholes(lo, hi, parts)),
    };
    ends.and_then(|axis| axis).map_err(|reason| PlanError::new(field, reason))
}

const DESCENDING: &str = "its end lies before its beginning; give the lesser value first";

fn floats(lo: f64, hi: f64, parts: usize) -> Result<Axis, String> {
    match lo <= hi {
        _ if !(lo.is_finite() && hi.is_finite()) => Err("a picture ends somewhere; give two finite numbers".into()),
        true => Ok(Axis::float(lo, hi, parts)),
        false => Err(DESCENDING.into()),
    }
}

fn wholes(lo: Position, hi: Position, parts: usize) -> Result<Axis, String> {
    match (lo.exact(), hi.exact()) {
        (Some(lo), Some(hi)) if lo <= hi => Ok(Axis::whole(lo, hi, parts)),
        (Some(_), Some(_)) => Err(DESCENDING.into()),
        _ => Err("no cell of the column can have such a value; give two that it can have".into()),
    }
}
