//! The colours of figures: those of `style/tokens.css`, which has the same values for the page.

/// Colours of one theme.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    /// Labels of axes.
    pub text: &'static str,
    /// Lines behind the marks.
    pub grid: &'static str,
    /// Marks of all rows.
    pub ghost: &'static str,
    /// Marks under the brushes.
    pub accent: &'static str,
    /// Marks that the tile's own brush leaves out.
    pub dimmed: &'static str,
    /// The area under a line.
    pub area: &'static str,
    /// The area under the line of all rows.
    pub ghost_area: &'static str,
    /// The inside of a brush.
    pub brush: &'static str,
    /// The edge of a brush.
    pub brush_edge: &'static str,
    /// The scale of a heatmap, few rows first.
    pub scale: [&'static str; 4],
}

/// Light.
pub const LIGHT: Palette = Palette {
    text: "#62666f",
    grid: "#eceef1",
    ghost: "#e0e3e8",
    accent: "#4a63e0",
    dimmed: "#b9c3f3",
    area: "rgba(74,99,224,0.22)",
    ghost_area: "rgba(160,166,178,0.22)",
    brush: "rgba(74,99,224,0.10)",
    brush_edge: "#4a63e0",
    scale: ["#dfe4fb", "#a9b6f2", "#5f76e4", "#26379c"],
};

/// Dark.
pub const DARK: Palette = Palette {
    text: "#9ba1ac",
    grid: "#24272d",
    ghost: "#33373f",
    accent: "#8094ff",
    dimmed: "#454f86",
    area: "rgba(128,148,255,0.26)",
    ghost_area: "rgba(130,138,152,0.20)",
    brush: "rgba(128,148,255,0.14)",
    brush_edge: "#8094ff",
    scale: ["#262d55", "#3c4a94", "#667be6", "#c3cdff"],
};
