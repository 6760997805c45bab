//! `repeat`, `lpad` and `rpad` with a bound on what one call makes: they take memory that no pool counts.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_cast::cast;
use arrow_schema::{DataType, FieldRef};
use datafusion::common::exec_err;
use datafusion::error::Result;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature};

/// Bytes that one call may make for one batch.
const CALL_BYTES: u64 = 64 << 20;
/// Bytes of one value.
const VALUE_BYTES: u64 = 16 << 20;

/// The bounded functions, by the names that they replace.
pub(in super::super) fn all(state: &SessionState) -> Vec<ScalarUDF> {
    let bounded = |name: &&str| state.scalar_functions().get(*name).map(|inner| ScalarUDF::new_from_impl(Bounded { inner: inner.as_ref().clone() }));
    ["repeat", "lpad", "rpad"].iter().filter_map(bounded).collect()
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Bounded {
    inner: ScalarUDF,
}

impl Bounded {
    /// Characters asked for may take four bytes each when they pad; repeated texts count their own.
    fn check(&self, args: &ScalarFunctionArgs) -> Result<()> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let [texts, counts, ..] = arrays.as_slice() else { return Ok(()) };
        let texts = cast(texts, &DataType::Utf8)?;
        let (texts, counts) = (texts.as_string::<i32>(), cast(counts, &DataType::Int64)?);
        let counts = counts.as_primitive::<Int64Type>();
        let mut all: u64 = 0;
        for row in (0..texts.len()).filter(|row| texts.is_valid(*row) && counts.is_valid(*row)) {
            let count = u64::try_from(counts.value(row)).unwrap_or(0);
            let unit = if self.inner.name() == "repeat" { texts.value(row).len() as u64 } else { 4 };
            let bytes = count.saturating_mul(unit);
            all = all.saturating_add(bytes);
            if bytes > VALUE_BYTES || all > CALL_BYTES {
                return exec_err!("{} would make a text of more than {VALUE_BYTES} bytes; ask for a shorter one", self.inner.name());
            }
        }
        Ok(())
    }
}

impl ScalarUDFImpl for Bounded {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        self.inner.return_type(types)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        self.inner.return_field_from_args(args)
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        self.inner.inner().coerce_types(types)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        self.check(&args)?;
        self.inner.invoke_with_args(args)
    }
}
