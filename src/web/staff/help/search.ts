import type { ManualPage } from './manual.ts';

/** A piece of text; what was searched for is marked. */
export type Piece = { text: string; isHit: boolean };
export type Hit = { href: string; page: string; heading: string; excerpt: Piece[] };

const MOST = 30;
const BEFORE = 60;
const LENGTH = 220;

/** The sections that have every word, in their heading, text or page's title; those with all in the heading first. */
export function searchManual(pages: readonly ManualPage[], query: string): Hit[] {
  const words = [...new Set(query.toLowerCase().split(/\s+/))].filter((word) => word !== '');
  if (words.length === 0) return [];
  const hits = pages.flatMap(({ title, href, sections }) =>
    sections.flatMap(({ id, heading, text }) => {
      const own = `${heading} ${text}`.toLowerCase();
      const all = `${title} ${own}`.toLowerCase();
      if (!words.every((word) => all.includes(word)) || !words.some((word) => own.includes(word))) return [];
      const place = id === undefined ? href : `${href}#${id}`;
      const hit = { href: place, page: title, heading, excerpt: excerptOf(text, words) };
      return [{ rank: rankOf(heading, words), hit }];
    }),
  );
  return hits
    .sort((a, b) => b.rank - a.rank)
    .slice(0, MOST)
    .map(({ hit }) => hit);
}

/** A word of the heading counts more than a part of one. */
function rankOf(heading: string, words: string[]): number {
  const text = ` ${heading.toLowerCase()}`;
  return words.reduce((sum, word) => sum + (text.includes(` ${word}`) ? 2 : Number(text.includes(word))), 0);
}

function excerptOf(text: string, words: string[]): Piece[] {
  const lower = text.toLowerCase();
  const places = words.map((word) => lower.indexOf(word)).filter((place) => place !== -1);
  const first = places.length === 0 ? 0 : Math.max(0, Math.min(...places) - BEFORE);
  const start = first === 0 ? 0 : text.indexOf(' ', first) + 1;
  const end = start + LENGTH >= text.length ? text.length : text.lastIndexOf(' ', start + LENGTH);
  const cut = text.slice(start, Math.max(end, start));
  return marked(`${start > 0 ? '… ' : ''}${cut}${end < text.length ? ' …' : ''}`, words);
}

function marked(text: string, words: string[]): Piece[] {
  const escaped = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text
    .split(new RegExp(`(${escaped.join('|')})`, 'i'))
    .map((piece, index) => ({ text: piece, isHit: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}
