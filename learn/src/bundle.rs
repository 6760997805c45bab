//! A model as bytes: a JSON header that describes plain tensors, then the tensors. Nothing in it is ever executed.
//!
//! ```text
//! "SLMODEL1" | header length: u64 | header: JSON | tensors one after another | FNV-1a 64 of everything before: u64     (little-endian)
//! ```

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::LearnError;

const MAGIC: &[u8; 8] = b"SLMODEL1";
const WORD: usize = 8;

/// All that a model knows: small things by name, large ones as tensors.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bundle {
    pub(crate) details: Value,
    pub(crate) tensors: Vec<Tensor>,
}

/// Numbers in row-major order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tensor {
    pub(crate) shape: Vec<usize>,
    pub(crate) numbers: Numbers,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Numbers {
    F32(Vec<f32>),
    F64(Vec<f64>),
    U32(Vec<u32>),
}

#[derive(Serialize, Deserialize)]
struct Header {
    about: Value,
    details: Value,
    tensors: Vec<TensorHead>,
}

#[derive(Serialize, Deserialize)]
struct TensorHead {
    kind: Kind,
    shape: Vec<usize>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    F32,
    F64,
    U32,
}

impl Bundle {
    /// With `details` as JSON.
    pub(crate) fn new(details: &impl Serialize, tensors: Vec<Tensor>) -> Self {
        Self { details: serde_json::to_value(details).unwrap_or_default(), tensors }
    }

    pub(crate) fn details<T: DeserializeOwned>(&self) -> Result<T, LearnError> {
        T::deserialize(&self.details).map_err(|error| LearnError::bad(error.to_string()))
    }

    /// The next tensor, if its shape is the expected one and all its numbers are finite.
    pub(crate) fn f32(&mut self, shape: &[usize]) -> Result<Vec<f32>, LearnError> {
        match self.next(shape)? {
            Numbers::F32(numbers) if numbers.iter().all(|number| number.is_finite()) => Ok(numbers),
            _ => Err(LearnError::bad("a tensor isn't of finite 32-bit numbers")),
        }
    }

    pub(crate) fn f64(&mut self, shape: &[usize]) -> Result<Vec<f64>, LearnError> {
        match self.next(shape)? {
            Numbers::F64(numbers) if numbers.iter().all(|number| number.is_finite()) => Ok(numbers),
            _ => Err(LearnError::bad("a tensor isn't of finite 64-bit numbers")),
        }
    }

    pub(crate) fn u32(&mut self, shape: &[usize]) -> Result<Vec<u32>, LearnError> {
        match self.next(shape)? {
            Numbers::U32(numbers) => Ok(numbers),
            _ => Err(LearnError::bad("a tensor isn't of whole numbers")),
        }
    }

    fn next(&mut self, shape: &[usize]) -> Result<Numbers, LearnError> {
        if self.tensors.first().is_none_or(|tensor| tensor.shape != shape) {
            return Err(LearnError::bad(format!("no tensor of shape {shape:?}")));
        }
        Ok(self.tensors.remove(0).numbers)
    }

    pub(crate) fn to_bytes(&self, about: &impl Serialize) -> Vec<u8> {
        let tensors = self.tensors.iter().map(|tensor| TensorHead { kind: tensor.numbers.kind(), shape: tensor.shape.clone() }).collect();
        let header = Header { about: serde_json::to_value(about).unwrap_or_default(), details: self.details.clone(), tensors };
        let header = serde_json::to_vec(&header).unwrap_or_default();
        let mut bytes = [MAGIC.as_slice(), &(header.len() as u64).to_le_bytes(), &header].concat();
        self.tensors.iter().for_each(|tensor| tensor.numbers.write(&mut bytes));
        let sum = checksum(&bytes);
        bytes.extend(sum.to_le_bytes());
        bytes
    }

    pub(crate) fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<(T, Self), LearnError> {
        let (content, sum) = bytes.split_at_checked(bytes.len().saturating_sub(WORD)).unwrap_or_default();
        let rest = content.strip_prefix(MAGIC).ok_or_else(|| LearnError::bad("it isn't one, or of another version"))?;
        if sum != checksum(content).to_le_bytes() {
            return Err(LearnError::bad("it is damaged"));
        }
        let cut = || LearnError::bad("it ends too early");
        let (length, rest) = rest.split_at_checked(WORD).ok_or_else(cut)?;
        let length = length.try_into().map(u64::from_le_bytes).ok().and_then(|length| usize::try_from(length).ok()).ok_or_else(cut)?;
        let (header, mut rest) = rest.split_at_checked(length).ok_or_else(cut)?;
        let header: Header = serde_json::from_slice(header).map_err(|error| LearnError::bad(error.to_string()))?;
        let about = T::deserialize(&header.about).map_err(|error| LearnError::bad(error.to_string()))?;
        let tensors = header.tensors.into_iter().map(|head| head.read(&mut rest)).collect::<Result<_, _>>()?;
        if !rest.is_empty() {
            return Err(LearnError::bad("there is more than its header says"));
        }
        Ok((about, Self { details: header.details, tensors }))
    }
}

impl Tensor {
    pub(crate) fn f32(shape: &[usize], numbers: &[f32]) -> Self {
        Self { shape: shape.to_vec(), numbers: Numbers::F32(numbers.to_vec()) }
    }

    pub(crate) fn f64(shape: &[usize], numbers: &[f64]) -> Self {
        Self { shape: shape.to_vec(), numbers: Numbers::F64(numbers.to_vec()) }
    }

    pub(crate) fn u32(shape: &[usize], numbers: &[u32]) -> Self {
        Self { shape: shape.to_vec(), numbers: Numbers::U32(numbers.to_vec()) }
    }
}

impl Numbers {
    fn kind(&self) -> Kind {
        match self {
            Self::F32(_) => Kind::F32,
            Self::F64(_) => Kind::F64,
            Self::U32(_) => Kind::U32,
        }
    }

    fn write(&self, into: &mut Vec<u8>) {
        match self {
            Self::F32(numbers) => into.extend(numbers.iter().flat_map(|number| number.to_le_bytes())),
            Self::F64(numbers) => into.extend(numbers.iter().flat_map(|number| number.to_le_bytes())),
            Self::U32(numbers) => into.extend(numbers.iter().flat_map(|number| number.to_le_bytes())),
        }
    }
}

impl TensorHead {
    /// Takes the tensor off the front. Nothing is allocated that the bytes don't back.
    fn read(self, rest: &mut &[u8]) -> Result<Tensor, LearnError> {
        let width = if matches!(self.kind, Kind::F64) { 8 } else { 4 };
        let size = self.shape.iter().try_fold(width, |size: usize, side| size.checked_mul(*side));
        let (own, after) = size.and_then(|size| rest.split_at_checked(size)).ok_or_else(|| LearnError::bad("a tensor ends too early"))?;
        *rest = after;
        let numbers = match self.kind {
            Kind::F32 => Numbers::F32(own.as_chunks().0.iter().map(|four| f32::from_le_bytes(*four)).collect()),
            Kind::F64 => Numbers::F64(own.as_chunks().0.iter().map(|eight| f64::from_le_bytes(*eight)).collect()),
            Kind::U32 => Numbers::U32(own.as_chunks().0.iter().map(|four| u32::from_le_bytes(*four)).collect()),
        };
        Ok(Tensor { shape: self.shape, numbers })
    }
}

/// FNV-1a with 64 bits: against damage, not against malice.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
