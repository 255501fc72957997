// What draws the canvas is loaded when a pointer comes near: whoever has none cannot drag, and is spared it.
import { byId, find } from './dom.js';
import { zoomableRuns } from './runs-chart.js';

const told = find('[data-uplot]');
const source = told?.dataset.uplot;
const near = byId(told?.dataset.zooms);

/**
 * @param {HTMLElement} near
 * @param {string} source of the library
 */
function loadWhenNear(near, source) {
  const load = (/** @type {PointerEvent} */ { pointerType }) => {
    if (pointerType === 'touch') return;
    near.removeEventListener('pointerenter', load);
    const script = document.createElement('script');
    script.src = source;
    script.addEventListener('load', () => {
      const place = find('[data-chart]', near);
      if (place && window.uPlot) zoomableRuns(place, window.uPlot);
    });
    document.head.append(script);
  };
  near.addEventListener('pointerenter', load);
}

if (source && near) loadWhenNear(near, source);
