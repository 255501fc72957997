import type { ImageSize } from './image-header.ts';
import { drawnParts, MOST_DRAWN } from './svg-drawn.ts';
import { DRAWS, RUNS } from './svg-elements.ts';
import { parseSvg, type SvgElement, type SvgNode, writeSvg } from './svg-tree.ts';

export type CleanSvg = { text: string; size: ImageSize | undefined };

/** What keeps a file from being shown, as the end of "This SVG …". */
class Refused extends Error {}

/**
 * An SVG that can only draw: written anew of the elements that do, without what editors leave in it.
 * @returns the text and its size in pixels, where it says one; or what it has that it must not have
 */
export function cleanSvg(text: string): CleanSvg | { problem: string } {
  if (/<!ENTITY/i.test(text)) return { problem: 'declares entities' };
  const root = parseSvg(text);
  if (root?.name !== 'svg') return { problem: 'cannot be read as XML with the element svg around all' };
  try {
    const kept = cleanElement(root);
    if (drawnParts(kept) > MOST_DRAWN) return { problem: 'draws too many parts' };
    const size = sizeOf(kept.attributes);
    return { text: writeSvg(withFrame(kept, size)), size };
  } catch (error) {
    if (error instanceof Refused) return { problem: error.message };
    throw error;
  }
}

function cleanElement({ name, attributes, children }: SvgElement): SvgElement {
  return { name, attributes: cleanAttributes(name, attributes), children: children.flatMap(cleanNode) };
}

/** What is refused is looked for in what is left out as well: whoever sent it is to know. */
function cleanNode(node: SvgNode): SvgNode[] {
  if (typeof node === 'string') return [node];
  const local = node.name.replace(/^.*:/, '');
  if (RUNS.has(local.toLowerCase())) throw new Refused(`has the element ${local}`);
  const kept = cleanElement(node);
  if (!DRAWS.has(node.name)) return [];
  if (node.name === 'style') refuseReaching(textOf(kept), 'its styles');
  return [kept];
}

function textOf({ children }: SvgElement): string {
  return children.filter((child) => typeof child === 'string').join('');
}

function cleanAttributes(of: string, attributes: Map<string, string>): Map<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value] of attributes) {
    if (/^on/i.test(name)) throw new Refused(`has the event handler ${name}`);
    const isReference = /^(xlink:)?href$/i.test(name);
    if (isReference && !value.trim().startsWith('#'))
      throw new Refused(`refers to more than its own parts: ${shown(value)}`);
    // What has a prefix belongs to editors, but for the older way of referring.
    if (isReference) kept.set('href', value.trim());
    else if (/^[a-z][\w.-]*$/i.test(name) && !/^xmlns/i.test(name)) {
      refuseReaching(value, `${name} of ${of}`);
      kept.set(name, value);
    }
  }
  return kept;
}

/** Styles may refer to parts of the file; escapes could hide what they say. */
function refuseReaching(css: string, where: string): void {
  const reaches =
    /url\((?!\s{0,9}["']?\s{0,9}#)|@import|image-set\(|\bsrc\(|expression\(|javascript:|\\/i.exec(css);
  if (reaches)
    throw new Refused(`refers to more than its own parts in ${where}: ${shown(css.slice(reaches.index))}`);
}

function shown(text: string): string {
  return text.trim().length > 40 ? `${text.trim().slice(0, 40)}…` : text.trim();
}

const PIXELS: Record<string, number> = {
  '': 1,
  px: 1,
  pt: 4 / 3,
  pc: 16,
  mm: 96 / 25.4,
  cm: 96 / 2.54,
  in: 96,
};

function sizeOf(attributes: Map<string, string>): ImageSize | undefined {
  const own = { width: pixels(attributes.get('width')), height: pixels(attributes.get('height')) };
  const [, , width, height] = (attributes.get('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  return sized(own.width, own.height) ?? sized(width, height);
}

function pixels(length: string | undefined): number | undefined {
  const [, number, unit = ''] = /^(\d{0,9}\.?\d{1,9})([a-z]*)$/.exec(length?.trim() ?? '') ?? [];
  const scale = PIXELS[unit];
  return number === undefined || scale === undefined ? undefined : Number(number) * scale;
}

function sized(width: number | undefined, height: number | undefined): ImageSize | undefined {
  const isSize = width !== undefined && height !== undefined && width >= 0.5 && height >= 0.5;
  return isSize ? { width: Math.round(width), height: Math.round(height) } : undefined;
}

/** Browsers scale a drawing only by its `viewBox`, and show it only in its namespace. */
function withFrame(root: SvgElement, size: ImageSize | undefined): SvgElement {
  const attributes = new Map([['xmlns', 'http://www.w3.org/2000/svg'], ...root.attributes]);
  if (size && !attributes.has('viewBox')) attributes.set('viewBox', `0 0 ${size.width} ${size.height}`);
  return { ...root, attributes };
}
