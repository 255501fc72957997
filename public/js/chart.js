// The runs of a week, to zoom into: a canvas takes the place of the bars that the server has drawn, at the same size.
// Without it, and for whoever uses the keyboard, the bars and their table say the same.

const HOUR = 3600;
const HALF = HOUR / 2;

/** As the page has them now: they change with the theme. */
function coloursOf(figure) {
  const fills = [...figure.querySelectorAll('figcaption rect')].map((rect) => getComputedStyle(rect).fill);
  const line = getComputedStyle(figure.querySelector('line')).stroke;
  const { color, fontFamily, fontSize } = getComputedStyle(figure);
  return { fills, line, text: color, font: `${fontSize} ${fontFamily}` };
}

/** The distance of the lines behind the bars, four of which reach above `most`, as the server rounds it. */
function roundStep(most) {
  const least = Math.max(1, most / 4);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= least) * power;
}

/** Days at their beginning, hours between. */
function marks(_chart, splits) {
  return splits.map((seconds) => {
    const at = new Date(seconds * 1000);
    return at.getUTCHours() === 0 ? at.toUTCString().slice(0, 3) : at.toISOString().slice(11, 13);
  });
}

function zoomable(place) {
  const figure = place.querySelector('figure');
  const [labels, bars, hoursBelow] = figure.children;
  const height = hoursBelow.getBoundingClientRect().bottom - bars.getBoundingClientRect().top + 8;
  let look = coloursOf(figure);
  let runs = JSON.parse(place.dataset.chart);

  const hours = () => runs.counts[0].map((_, hour) => runs.from / 1000 + hour * HOUR + HALF);
  const totals = () =>
    runs.counts[0].map((_, hour) => runs.counts.reduce((sum, counts) => sum + counts[hour], 0));

  function draw({ ctx, bbox, data, valToPos }) {
    const at = (hour) => valToPos(hour, 'x', true);
    const slot = at(data[0][1]) - at(data[0][0]);
    const ground = valToPos(0, 'y', true);
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    data[0].forEach((hour, index) => {
      let top = ground;
      runs.counts.forEach((counts, outcome) => {
        if (counts[index] === 0) return;
        const least = (outcome === 0 ? 1.5 : 2.5) * devicePixelRatio;
        const part = Math.max(least, ground - valToPos(counts[index], 'y', true));
        top -= part;
        ctx.fillStyle = look.fills[outcome];
        ctx.fillRect(at(hour) - slot * 0.37, top, slot * 0.74, part);
      });
    });
    ctx.restore();
  }

  /** What the bar's title would say. */
  function name({ cursor: { idx }, over }) {
    if (idx === null || idx === undefined) return;
    const names = figure.querySelectorAll('figcaption > .row');
    const counts = runs.counts.map(
      (each, outcome) => `${each[idx].toLocaleString('en-US')} ${names[outcome].textContent.toLowerCase()}`,
    );
    const hour = new Date(runs.from + idx * HOUR * 1000);
    over.title = `${hour.toUTCString().slice(0, 3)} ${hour.toISOString().slice(11, 16)} · ${counts.join(', ')}`;
  }

  const axis = () => ({ stroke: () => look.text, font: look.font, ticks: { show: false }, gap: 6 });
  const chart = new uPlot(
    {
      width: figure.clientWidth,
      height,
      padding: [8, 0, 0, 0],
      legend: { show: false },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false } },
      scales: {
        x: { range: (_chart, from, to) => [from - HALF, to + HALF] },
        y: { range: (_chart, _from, most) => [0, 4 * roundStep(most)] },
      },
      axes: [
        {
          ...axis(),
          grid: { show: false },
          size: 24,
          space: 36,
          incrs: [1, 4, 8, 24].map((hours) => hours * HOUR),
          values: marks,
        },
        {
          ...axis(),
          grid: { stroke: () => look.line, width: 1 },
          size: labels.clientWidth + 10,
          splits: (_chart, _axis, _from, most) => [0, 1, 2, 3, 4].map((line) => (line * most) / 4),
          values: (_chart, splits) => splits.map((count) => count.toLocaleString('en-US')),
        },
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: { draw: [draw], setCursor: [name] },
    },
    [hours(), totals()],
    figure,
  );

  const { root } = chart;
  root.setAttribute('role', 'img');
  root.setAttribute('aria-label', runs.label);
  root.style.gridColumn = '1 / 3';
  root.style.marginTop = '-8px';
  root.querySelector('.u-select').style.background = 'color-mix(in srgb, var(--brand) 18%, transparent)';
  figure.prepend(root);
  for (const part of [labels, bars, hoursBelow]) part.style.display = 'none';
  // From now on the stream brings new numbers alone.
  figure.setAttribute('hx-morph-skip', '');

  new ResizeObserver(() => chart.setSize({ width: figure.clientWidth, height })).observe(figure);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    look = coloursOf(figure);
    chart.redraw();
  });
  new MutationObserver(() => {
    const { min, max } = chart.scales.x;
    const isZoomed = max - min < runs.counts[0].length * HOUR;
    runs = JSON.parse(place.dataset.chart);
    root.setAttribute('aria-label', runs.label);
    chart.setData([hours(), totals()], !isZoomed);
    if (isZoomed) chart.redraw();
  }).observe(place, { attributes: true, attributeFilter: ['data-chart'] });
}

// What draws the canvas is loaded when a pointer comes near: whoever has none cannot drag, and is spared it.
const source = document.querySelector('[data-uplot]')?.dataset.uplot;
const near = document.querySelector('#overview-runs');
if (source && near) {
  const load = ({ pointerType }) => {
    if (pointerType === 'touch') return;
    near.removeEventListener('pointerenter', load);
    const script = document.createElement('script');
    script.src = source;
    script.addEventListener('load', () => zoomable(near.querySelector('[data-chart]')));
    document.head.append(script);
  };
  near.addEventListener('pointerenter', load);
}
