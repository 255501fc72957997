/* What scripts of others leave in the window, as far as ours use it. */
import type UPlot from 'uplot';

declare global {
  interface Window {
    htmx?: { process(element: Element): void };
    /** Loaded when a pointer comes near a chart. */
    uPlot?: typeof UPlot;
    /** Loaded when somebody begins to write code: puts an editor in the place of the field. */
    stepwellEdit?: (field: HTMLTextAreaElement) => void;
  }
  interface DocumentEventMap {
    'htmx:sse:error': Event;
    'htmx:sse:after:connection': Event;
  }
}
