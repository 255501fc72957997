import type { Component } from './component.ts';

/** Every built-in component, one line each. */
const components: Component[] = [];

const byKey = new Map(components.map((component) => [component.key, component]));

/** All built-in components in the order of their keys. */
export function builtInComponents(): Component[] {
  return [...byKey.values()].sort((a, b) => a.key.localeCompare(b.key));
}

/** The built-in component of that key, if there is one. */
export function builtInComponent(key: string): Component | undefined {
  return byKey.get(key);
}
