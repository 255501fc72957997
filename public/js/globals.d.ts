/* What scripts of others leave in the window, as far as ours use it. */
import type UPlot from 'uplot';

declare global {
  interface Window {
    htmx?: { process(element: Element): void };
    /** Loaded when a pointer comes near a chart. */
    uPlot?: typeof UPlot;
    /** Loaded when somebody begins to write code: puts an editor in the place of the field. */
    stepwellEdit?: (field: HTMLTextAreaElement) => void;
    /** What `embed.js` gives to pages of other sites. */
    stepwell?: { show(options: EmbedOptions): Embedded };
  }
  type EmbedOptions = {
    target: string | Element;
    token: string | (() => string | Promise<string>);
    screen?: string;
    query?: Record<string, string>;
    on?: (event: string, data: unknown) => void;
    theme?: string;
    title?: string;
    filters?: object;
    screenConfiguration?: object;
    phrases?: object;
  };
  type Embedded = { signIn(): Promise<void>; fill(values: object): void; close(): void };
  interface DocumentEventMap {
    'htmx:sse:error': Event;
    'htmx:sse:after:connection': Event;
  }
}
