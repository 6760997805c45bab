//! Pictures of the page, compared pixel by pixel.

use serde_json::{Value, json};
use tests::page::{Page, quote};

/// Pixels whose red, green or blue differ by more than this, of 255, differ visibly.
const VISIBLY: u32 = 16;

/// Gives the shares of pixels that differ between two screenshots, for each of some rectangles. The browser itself reads the files.
const COMPARE: &str = r"(async () => {
  const pixels = async base64 => {
    const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    return (x, y, width, height) => context.getImageData(x, y, width, height).data;
  };
  const [one, other] = [await pixels(ONE), await pixels(OTHER)];
  return AREAS.map(area => {
    const [a, b] = [one(...area), other(...area)];
    let differ = 0;
    for (let i = 0; i < a.length; i += 4) {
      if ([0, 1, 2].some(c => Math.abs(a[i + c] - b[i + c]) > VISIBLY)) differ += 1;
    }
    return differ / (a.length / 4);
  });
})()";

/// What is in the window, as a PNG in base64.
pub(crate) struct Screenshot(Value);

impl Screenshot {
    /// Takes one, with one pixel of the picture for each pixel of the page.
    pub(crate) fn take(page: &mut Page) -> Screenshot {
        Screenshot(page.call("Page.captureScreenshot", &json!({ "format": "png" }))["data"].take())
    }

    /// Which share of the pixels differs visibly from another one, within each of some elements that are in the window.
    #[track_caller]
    pub(crate) fn differs(&self, page: &mut Page, other: &Screenshot, selectors: &[String]) -> Vec<f64> {
        let area = |selector: &String| {
            format!("(r => [r.x, r.y, r.width, r.height].map(Math.round))(document.querySelector({}).getBoundingClientRect())", quote(selector))
        };
        let areas = selectors.iter().map(area).collect::<Vec<_>>().join(",");
        let script = COMPARE.replace("ONE", &self.0.to_string()).replace("OTHER", &other.0.to_string());
        let shares = page.eval(&script.replace("AREAS", &format!("[{areas}]")).replace("VISIBLY", &VISIBLY.to_string()));
        shares.as_array().unwrap().iter().map(|share| share.as_f64().unwrap()).collect()
    }
}
