import type { Component } from '../../components/component.ts';

/** Whether a part of the component's words is that text, whatever its case. */
export function isNamed({ key, display, actions, triggers }: Component, text: string): boolean {
  const parts = [...Object.values(actions), ...Object.values(triggers)];
  const names = [key, display.label, display.description, ...parts.map((part) => part.display.label)];
  return names.some((name) => name.toLowerCase().includes(text.toLowerCase()));
}
