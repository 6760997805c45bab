//! The compiler's WebAssembly -> a module for the browser and its JavaScript glue, by wasm-bindgen's own library.

use wasm_bindgen_cli_support::Bindgen;

use crate::failure::{OrFail, Result};

/// One program, ready for the browser.
pub(super) struct Bound {
    pub(super) wasm: Vec<u8>,
    /// The module that loads it; its default export wants `{ module_or_path }`.
    pub(super) glue: String,
    /// Scripts that the glue imports: the specifier in its text, and the contents.
    pub(super) snippets: Vec<(String, String)>,
}

/// Parts of the names of functions that are linked and never reached: they become traps, and with them goes all that only they call.
///
/// Arrow's reader joins a dictionary of a stream and what a later message adds to it. For that it can also merge dictionaries of dictionaries, of every type, and
/// copy cells of unions, maps and runs one by one; the server sends dictionaries of texts and bytes only, and no unions. This was a sixth of the worker's program.
/// Nor does it send runs or decimals of more than 38 digits, and nobody prints an array for debugging.
const NEVER_REACHED: [&[&str]; 10] = [
    &["arrow_select::interleave::interleave"],
    &["arrow_select::dictionary::merge_dictionary_values"],
    &["arrow_data::transform::MutableArrayData::with_capacities"],
    &["UnionArray as arrow_array::array::Array>::logical_nulls"],
    &["UnionArray as core::convert::From<arrow_data::data::ArrayData>"],
    &["UnionArray::gather_nulls"],
    &["RunArray<", " as core::convert::From<arrow_data::data::ArrayData>"],
    &["RunEndBuffer", "::get_physical_indices"],
    &["arrow_buffer::bigint::i256 as core::fmt::Display>::fmt"],
    &["<arrow_array::array::", " as core::fmt::Debug>::fmt"],
];

/// With the names of its functions if somebody goes by them and strips them then.
pub(super) fn bind(program: &str, wasm: &[u8], keeps_names: bool) -> Result<Bound> {
    let what = || format!("wasm-bindgen could not read {program}.wasm");
    let mut bindgen = Bindgen::new();
    bindgen.web(true).or_fail(what)?.typescript(false).remove_name_section(!keeps_names).remove_producers_section(true);
    let mut output = bindgen.input_bytes(program, wasm.to_vec()).generate_output().or_fail(what)?;
    let is_never_reached =
        |name: &Option<String>| name.as_ref().is_some_and(|name| NEVER_REACHED.iter().any(|parts| parts.iter().all(|part| name.contains(part))));
    for function in output.wasm_mut().funcs.iter_mut().filter(|function| is_never_reached(&function.name)) {
        let mut body = function.kind.unwrap_local_mut().builder_mut().func_body();
        body.instrs_mut().clear();
        body.unreachable();
    }
    let inline = output.snippets().iter().flat_map(|(package, scripts)| {
        scripts.iter().enumerate().map(move |(i, script)| (format!("./snippets/{package}/inline{i}.js"), script.clone()))
    });
    let local = output.local_modules().iter().map(|(path, script)| (format!("./snippets/{path}"), script.clone()));
    // Names follow from contents, so they must not depend on the order of a hash map.
    let mut snippets: Vec<_> = inline.chain(local).collect();
    snippets.sort();
    let glue = output.js().to_owned();
    Ok(Bound { wasm: output.wasm_mut().emit_wasm(), glue, snippets })
}
