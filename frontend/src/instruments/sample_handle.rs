//! `handle.sample(spec)`: samples as plain objects and typed arrays.

use js_sys::{Array, Float64Array, Object, Promise, Uint8ClampedArray};
use shared::engine::sample::Sample;
use shared::engine::sample::density::Density;
use shared::engine::sample::image::{self, Rgb, Scale};
use shared::engine::sample::m4::M4;
use shared::engine::sample::reservoir::Reservoir;
use shared::wire::problem::{Code, Problem};
use shared::wire::query::Scalar;
use shared::wire::sample::{ColorScale, DensitySpec, SampleSpec};
use shared::worker::protocol::Urgency;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::future_to_promise;

use super::handle::{self, set};
use super::js_value;
use crate::figure::LIGHT;
use crate::net::trouble;
use crate::workers::pool::Pool;
use crate::workers::sampling;

/// `handle.sample(spec)`, by the kind of the spec (`shared::wire::sample::SampleSpec`):
/// - `m4 -> Promise<{ x, y, rows, outside, missing }>`: columns of the points in the order of the line, and the rows they stand for;
/// - `density -> Promise<{ counts, width, height, x: [lo, hi], y: [lo, hi], outside, missing, image }>`: `counts` has the least y first,
///   `image` is for `new ImageData(image, width)`; ranges are as a spec has them, times as ISO 8601 text, and null if there are no rows;
/// - `reservoir -> Promise<{ rows, of }>`: rows as `query` has them, and how many they were drawn from.
pub(super) fn sampling(pool: Pool) -> JsValue {
    let sample = Closure::<dyn Fn(JsValue) -> Promise>::new(move |spec: JsValue| {
        let pool = pool.clone();
        future_to_promise(async move { take(&pool, &spec).await.map_err(|problem| handle::error_of(&problem)) })
    });
    sample.into_js_value()
}

async fn take(pool: &Pool, spec: &JsValue) -> Result<JsValue, Problem> {
    let spec: SampleSpec = handle::parse(spec)?;
    let ramp = if let SampleSpec::Density(spec) = &spec { ramp(spec.ramp.as_deref())? } else { Vec::new() };
    let asker = handle::hire();
    let sampled = sampling::sample(pool, &asker, spec, Urgency::Shown).await;
    handle::dismiss(pool, asker);
    let form = match sampled? {
        (Sample::M4(line), _) => m4(&line),
        (Sample::Density(grid), SampleSpec::Density(spec)) => density(&grid, &spec, &ramp),
        (Sample::Reservoir(drawn), _) => reservoir(&drawn),
        _ => return Err(trouble::worker("it answered something else")),
    };
    Ok(form.into())
}

fn m4(line: &M4) -> Object {
    let points = line.points();
    let form = Object::new();
    set(&form, "x", &js_value::column(points.iter().map(|[x, _]| x.clone())));
    set(&form, "y", &js_value::column(points.iter().map(|[_, y]| y.clone())));
    count(&form, "rows", line.rows);
    count(&form, "outside", line.outside);
    count(&form, "missing", line.missing);
    form
}

fn density(grid: &Density, spec: &DensitySpec, ramp: &[Rgb]) -> Object {
    let scale = match spec.scale {
        ColorScale::EqualHist => Scale::EqualHist,
        ColorScale::Log => Scale::Log,
    };
    // Exact up to 2^53 rows.
    let counts: Vec<f64> = grid.counts.iter().map(|count| *count as f64).collect();
    let image = image::rgba(&grid.counts, grid.width, scale, ramp);
    let form = Object::new();
    set(&form, "counts", &Float64Array::from(&counts[..]));
    count(&form, "width", grid.width as u64);
    count(&form, "height", grid.height() as u64);
    set(&form, "x", &range(spec.x_range.as_ref()));
    set(&form, "y", &range(spec.y_range.as_ref()));
    count(&form, "outside", grid.outside);
    count(&form, "missing", grid.missing);
    set(&form, "image", &Uint8ClampedArray::from(&image[..]));
    form
}

fn reservoir(drawn: &Reservoir) -> Object {
    let form = Object::new();
    set(&form, "rows", &drawn.rows().iter().map(|row| js_value::row(row)).collect::<Array>());
    count(&form, "of", drawn.of);
    form
}

fn range(ends: Option<&[Scalar; 2]>) -> JsValue {
    ends.map_or(JsValue::NULL, |ends| ends.iter().cloned().map(js_value::of_scalar).collect::<Array>().into())
}

fn count(form: &Object, name: &str, rows: u64) {
    set(form, name, &JsValue::from_f64(rows as f64));
}

/// The colours that are asked for, or those of the page's heatmaps.
fn ramp(given: Option<&[String]>) -> Result<Vec<Rgb>, Problem> {
    let wrong = || {
        let reason = "a ramp has colours such as “#26379c”, at least one";
        let detail = format!("The query's density.ramp is wrong: {reason}.");
        trouble::problem(Code::InvalidQuery, detail, &[("field", "density.ramp"), ("reason", reason)])
    };
    let colors: Option<Vec<Rgb>> = match given {
        Some(colors) => colors.iter().map(|color| image::parse(color)).collect(),
        None => LIGHT.scale.iter().map(|color| image::parse(color)).collect(),
    };
    colors.filter(|colors| !colors.is_empty()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_is_what_is_given_or_the_pages_own() {
        let given = ["#000000".to_owned(), "#0102ff".to_owned()];
        assert_eq!(ramp(Some(&given)), Ok(vec![[0, 0, 0], [1, 2, 255]]));
        assert_eq!(ramp(None).map(|colors| colors.len()), Ok(4));
    }

    #[test]
    fn a_ramp_of_anything_else_is_refused() {
        for given in [vec![], vec!["blue".to_owned()]] {
            assert_eq!(ramp(Some(&given)).map_err(|problem| problem.code), Err(Code::InvalidQuery));
        }
    }
}
