import type { Component } from '../component.ts';
import { http } from '../http/index.ts';

/** What some definitions call the HTTP component. */
export const customHttp: Component = {
  ...http,
  key: 'customHttp',
  display: {
    ...http.display,
    label: 'Custom HTTP',
    description: 'Sends requests as HTTP does; definitions from elsewhere use this name.',
  },
};
