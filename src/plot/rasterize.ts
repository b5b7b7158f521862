// SVG to PNG. The renderer is a native package that npm leaves out where it has none for the platform; everything
// else of amdahl works without it.
import { fileURLToPath } from "node:url";

const font = (name: string) => fileURLToPath(new URL(`./fonts/${name}`, import.meta.url));

/** The family of the fonts brought along, for a machine that has none. */
export const FONT_FAMILY = "Inter";

// What the two font files draw; any other character sends the renderer to the fonts of the machine.
const COVERED =
  /^[\t\n\r\u0020-\u007e\u00a0-\u00ff\u0131\u0391-\u03c9\u2010-\u2015\u2018-\u201d\u2022\u2026\u2030\u2032\u2033\u2070\u2071\u2074-\u208e\u2090-\u2094\u2190-\u2193\u2202\u2206\u2211\u2212\u221a\u221e\u2248\u2260\u2264\u2265]*$/;

/**
 * Draws an SVG document as PNG.
 *
 * @param scale pixels of the bitmap per pixel of the SVG.
 * @throws Error with code ERR_AMDAHL_NO_PNG when the package @resvg/resvg-js cannot be loaded.
 */
export async function rasterize(svg: string, scale: number): Promise<Uint8Array> {
  const { Resvg } = await load();
  const renderer = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    background: "white",
    font: {
      // Looking through the machine's fonts takes longer than drawing, and would make pictures differ by machine.
      loadSystemFonts: !COVERED.test(svg),
      fontFiles: [font("Inter-Regular.ttf"), font("Inter-SemiBold.ttf")],
      defaultFontFamily: FONT_FAMILY,
      sansSerifFamily: FONT_FAMILY,
    },
  });
  return renderer.render().asPng();
}

async function load(): Promise<typeof import("@resvg/resvg-js")> {
  try {
    return await import("@resvg/resvg-js");
  } catch (cause) {
    const error = new Error(
      "PNG needs the optional package @resvg/resvg-js, which is not installed or not made for this platform; " +
        "SVG needs nothing (npm install --include=optional brings PNG)",
      { cause },
    );
    throw Object.assign(error, { code: "ERR_AMDAHL_NO_PNG" });
  }
}
