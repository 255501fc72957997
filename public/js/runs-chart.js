// The runs of a week, to zoom into: a canvas takes the place of the bars that the server has drawn, at the same size.
// Without it, and for whoever uses the keyboard, the bars and their table say the same.
import { findAll, findKind, findKinds } from './dom.js';

/**
 * @typedef {import('uplot')} Chart
 * @typedef {{ label: string, from: number, counts: number[][] }} Runs  a list per outcome, an entry per hour
 * @typedef {ReturnType<typeof coloursOf>} Look
 * @typedef {{ runs: Runs, look: Look }} Shown  what is drawn now
 */

const HOUR = 3600;
const HALF = HOUR / 2;

/**
 * As the page has them now: they change with the theme.
 * @param {HTMLElement} figure
 */
function coloursOf(figure) {
  const fills = findKinds(SVGRectElement, 'figcaption rect', figure).map(
    (rect) => getComputedStyle(rect).fill,
  );
  const line = findKind(SVGLineElement, 'line', figure);
  const { color, fontFamily, fontSize } = getComputedStyle(figure);
  return {
    fills,
    line: line ? getComputedStyle(line).stroke : color,
    text: color,
    font: `${fontSize} ${fontFamily}`,
  };
}

/**
 * The distance of the lines behind the bars, four of which reach above `most`, as the server rounds it.
 * @param {number} most
 */
function roundStep(most) {
  const least = Math.max(1, most / 4);
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 3, 4, 5, 6, 8].find((factor) => factor * power >= least) ?? 10) * power;
}

/**
 * Days at their beginning, hours between.
 * @param {number} seconds
 */
function markOf(seconds) {
  const at = new Date(seconds * 1000);
  return at.getUTCHours() === 0 ? at.toUTCString().slice(0, 3) : at.toISOString().slice(11, 13);
}

const numberOf = (/** @type {number} */ count) => count.toLocaleString('en-US');

/** @param {Runs} runs */
const hoursIn = ({ counts: [first = []] }) => first.length;

/**
 * The middle of each hour, and how many runs ended in it.
 * @param {Runs} runs
 * @returns {[hours: number[], totals: number[]]}
 */
function dataOf(runs) {
  const hours = Array.from({ length: hoursIn(runs) }, (_, hour) => hour);
  return [
    hours.map((hour) => runs.from / 1000 + hour * HOUR + HALF),
    hours.map((hour) => runs.counts.reduce((sum, counts) => sum + (counts[hour] ?? 0), 0)),
  ];
}

/**
 * The bars, each outcome above the one before.
 * @param {Chart} chart
 * @param {Shown} shown
 */
function drawBars({ ctx, bbox, data, valToPos }, { runs, look }) {
  const at = (/** @type {number} */ seconds) => valToPos(seconds, 'x', true);
  const [first = 0] = data[0];
  const slot = at(first + HOUR) - at(first);
  const ground = valToPos(0, 'y', true);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const [hour, seconds] of [...data[0]].entries()) {
    let top = ground;
    for (const [outcome, counts] of runs.counts.entries()) {
      const count = counts[hour] ?? 0;
      if (count === 0) continue;
      const least = (outcome === 0 ? 1.5 : 2.5) * devicePixelRatio;
      const part = Math.max(least, ground - valToPos(count, 'y', true));
      top -= part;
      ctx.fillStyle = look.fills[outcome] ?? look.text;
      ctx.fillRect(at(seconds) - slot * 0.37, top, slot * 0.74, part);
    }
  }
  ctx.restore();
}

/**
 * What the title of a bar says.
 * @param {number} hour
 * @param {Runs} runs
 * @param {string[]} outcomes their names
 */
function titleOf(hour, runs, outcomes) {
  const counts = outcomes.map((name, outcome) => `${numberOf(runs.counts[outcome]?.[hour] ?? 0)} ${name}`);
  const at = new Date(runs.from + hour * HOUR * 1000);
  return `${at.toUTCString().slice(0, 3)} ${at.toISOString().slice(11, 16)} · ${counts.join(', ')}`;
}

/**
 * @param {Shown} shown
 * @param {number} labelWidth
 * @returns {import('uplot').Axis[]}
 */
function axesOf(shown, labelWidth) {
  const axis = { stroke: () => shown.look.text, font: shown.look.font, ticks: { show: false }, gap: 6 };
  return [
    {
      ...axis,
      grid: { show: false },
      size: 24,
      space: 36,
      incrs: [1, 4, 8, 24].map((hours) => hours * HOUR),
      values: (_chart, splits) => splits.map(markOf),
    },
    {
      ...axis,
      grid: { stroke: () => shown.look.line, width: 1 },
      size: labelWidth + 10,
      splits: (_chart, _axis, _from, most) => [0, 1, 2, 3, 4].map((line) => (line * most) / 4),
      values: (_chart, splits) => splits.map(numberOf),
    },
  ];
}

/**
 * @param {HTMLElement} figure
 * @param {Shown} shown
 * @param {{ width: number, height: number, labelWidth: number }} size
 * @param {typeof import('uplot')} uPlot
 * @returns {import('uplot').Options}
 */
function optionsOf(figure, shown, { width, height, labelWidth }, uPlot) {
  const legend = findAll('figcaption > .row', figure);
  return {
    width,
    height,
    padding: [8, 0, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false } },
    scales: {
      x: { range: (_chart, from, to) => [from - HALF, to + HALF] },
      y: { range: (_chart, _from, most) => [0, 4 * roundStep(most)] },
    },
    axes: axesOf(shown, labelWidth),
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks: {
      draw: [(chart) => drawBars(chart, shown)],
      setCursor: [
        ({ cursor: { idx }, over }) => {
          const names = legend
            .slice(0, shown.runs.counts.length)
            .map(({ textContent }) => textContent.toLowerCase());
          if (typeof idx === 'number') over.title = titleOf(idx, shown.runs, names);
        },
      ],
    },
  };
}

/**
 * Draws the chart in the place of the server's bars, which stay for when it is gone.
 * @param {HTMLElement} figure
 * @param {Shown} shown
 * @param {typeof import('uplot')} uPlot
 */
function drawInPlace(figure, shown, uPlot) {
  const [labels, bars, hoursBelow] = figure.children;
  if (!labels || !bars || !hoursBelow) return undefined;
  const height = hoursBelow.getBoundingClientRect().bottom - bars.getBoundingClientRect().top + 8;
  const size = { width: figure.clientWidth, height, labelWidth: labels.clientWidth };
  const chart = new uPlot(optionsOf(figure, shown, size, uPlot), dataOf(shown.runs), figure);
  const { root } = chart;
  root.setAttribute('role', 'img');
  root.setAttribute('aria-label', shown.runs.label);
  root.style.gridColumn = '1 / 3';
  root.style.marginTop = '-8px';
  for (const select of findAll('.u-select', root))
    select.style.background = 'color-mix(in srgb, var(--brand) 18%, transparent)';
  figure.prepend(root);
  for (const part of [labels, bars, hoursBelow])
    if (part instanceof HTMLElement || part instanceof SVGElement) part.style.display = 'none';
  // From now on the stream brings new numbers alone.
  figure.setAttribute('hx-morph-skip', '');
  new ResizeObserver(() => chart.setSize({ width: figure.clientWidth, height })).observe(figure);
  return chart;
}

/**
 * @param {HTMLElement} place whose `data-chart` holds the runs
 * @returns {Runs}
 */
const runsOf = (place) => JSON.parse(place.dataset.chart ?? '');

/**
 * @param {HTMLElement} place with the figure of the server
 * @param {typeof import('uplot')} uPlot
 */
export function zoomableRuns(place, uPlot) {
  const figure = findKind(HTMLElement, 'figure', place);
  if (!figure) return;
  const shown = { runs: runsOf(place), look: coloursOf(figure) };
  const chart = drawInPlace(figure, shown, uPlot);
  if (!chart) return;
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    shown.look = coloursOf(figure);
    chart.redraw();
  });
  new MutationObserver(() => {
    const { min, max } = chart.scales.x ?? {};
    const isZoomed = (max ?? 0) - (min ?? 0) < hoursIn(shown.runs) * HOUR;
    shown.runs = runsOf(place);
    chart.root.setAttribute('aria-label', shown.runs.label);
    chart.setData(dataOf(shown.runs), !isZoomed);
    if (isZoomed) chart.redraw();
  }).observe(place, { attributes: true, attributeFilter: ['data-chart'] });
}
