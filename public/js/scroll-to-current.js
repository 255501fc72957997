// On a phone navigation scrolls sideways: to the place that is shown.
import { findAll } from './dom.js';

for (const item of findAll('.nav > [aria-current], .tabs > [aria-current]')) {
  const places = item.parentElement;
  if (places && places.scrollWidth > places.clientWidth)
    places.scrollLeft = item.offsetLeft - places.clientWidth / 3;
}
