/**
 * In the page: each text of each drawing and its contrast (WCAG 2.2, 1.4.3) with what is painted under its middle, the
 * least of its lines. A text that something opaque is painted over has a contrast of 1.
 */
export function measureTexts() {
  const UNPAINTED = 'defs, marker, clipPath, mask, pattern, symbol';
  const SHAPES = 'path, rect, circle, ellipse, line, polyline, polygon';
  const canvas = document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas').getContext('2d', { willReadFrequently: true });

  /** Red, green, blue and alpha, each up to 1. */
  function parsed(colour) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
  }

  function over([r, g, b, alpha], under) {
    return [r, g, b].map((part, at) => part * alpha + under[at] * (1 - alpha));
  }

  function luminance(colour) {
    const [r, g, b] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  /** The product of the opacities of `element` and what it is in, up to the drawing. */
  function opacity(element) {
    const above = element.parentElement;
    return Number(getComputedStyle(element).opacity) * (above instanceof SVGElement ? opacity(above) : 1);
  }

  /** The colours of the paint `kind` of `element`: one, or those of a gradient's stops. */
  function paints(element, kind) {
    const style = getComputedStyle(element);
    const faintness = Number(style[`${kind}Opacity`]) * opacity(element);
    const reference = /url\("#(.*?)"\)/.exec(style[kind]);
    const stops = reference ? [...document.getElementById(reference[1]).querySelectorAll('stop')] : [];
    const colours = reference ? stops.map((stop) => getComputedStyle(stop).stopColor) : [style[kind]];
    return colours.filter((colour) => colour !== 'none').map((colour) => {
      const [r, g, b, alpha] = parsed(colour);
      return [r, g, b, alpha * faintness];
    });
  }

  /** What `shape` paints at a place of the page. */
  function paintsAt(shape, { x, y }) {
    const point = new DOMPoint(x, y).matrixTransform(shape.getScreenCTM().inverse());
    if (shape.isPointInStroke(point) && getComputedStyle(shape).stroke !== 'none') return paints(shape, 'stroke');
    return shape.isPointInFill(point) ? paints(shape, 'fill') : [];
  }

  /** The background of the page under a drawing. */
  function ground(element) {
    if (!element) return [1, 1, 1];
    return over(parsed(getComputedStyle(element).backgroundColor), ground(element.parentElement));
  }

  function isShown(element) {
    const { visibility, display } = getComputedStyle(element);
    return visibility === 'visible' && display !== 'none' && !element.closest(UNPAINTED);
  }

  /** The middle of each line of `text`, as places of the page. */
  function middles(text) {
    const range = document.createRange();
    const nodes = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const found = [];
    while (nodes.nextNode()) {
      range.selectNodeContents(nodes.currentNode);
      if (nodes.currentNode.data.trim() === '') continue;
      for (const { x, y, width, height } of range.getClientRects()) {
        found.push({ element: nodes.currentNode.parentElement, x: x + width / 2, y: y + height / 2 });
      }
    }
    return found;
  }

  /** The least contrast of `text` at a place with all that can be under it there. */
  function contrastAt({ element, x, y }, text, shapes, base) {
    let grounds = [base];
    for (const shape of shapes) {
      const colours = paintsAt(shape, { x, y });
      const isAbove = text.compareDocumentPosition(shape) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (isAbove && colours.some(([, , , alpha]) => alpha > 0.5)) return 1;
      if (!isAbove && colours.length > 0) grounds = grounds.flatMap((under) => colours.map((colour) => over(colour, under)));
    }
    const style = getComputedStyle(element);
    // Text with an outline painted first is read against that.
    if (style.paintOrder.startsWith('stroke') && Number.parseFloat(style.strokeWidth) > 2) {
      grounds = grounds.map((under) => over(paints(element, 'stroke')[0], under));
    }
    const inks = paints(element, 'fill');
    return Math.min(...grounds.flatMap((under) => inks.map((ink) => contrast(over(ink, under), under))));
  }

  return [...document.querySelectorAll('svg')].flatMap((drawing) => {
    const shapes = [...drawing.querySelectorAll(SHAPES)].filter(isShown);
    const base = ground(drawing);
    return [...drawing.querySelectorAll('text')].filter(isShown).flatMap((text) => {
      const places = middles(text);
      if (places.length === 0) return [];
      const least = Math.min(...places.map((place) => contrastAt(place, text, shapes, base)));
      const heading = drawing.closest('figure')?.previousElementSibling?.textContent.trim();
      return [{ text: text.textContent, contrast: Math.round(100 * least) / 100, heading }];
    });
  });
}
