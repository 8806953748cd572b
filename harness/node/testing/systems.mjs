// The systems under test. Without their libraries two of them are left out, and say so.

import { existsSync } from 'node:fs';
import { opener, variants } from '../subject.mjs';

export const failing = new URL('failing.mjs', import.meta.url);
export const names = Object.keys(variants);
export const libraries = ['node-piscina', 'node-workerpool'];

/** Returns the reason to skip a system, or false. */
export function missing(name) {
  const library = libraries.includes(name) && name.slice('node-'.length);
  if (!library || existsSync(new URL(`../node_modules/${library}`, import.meta.url))) return false;
  return `${library} is not installed: npm ci in harness/node does`;
}

/** Opens a system for a test, which closes it at its end. */
export async function opened(t, name, options) {
  const system = (await opener(name))({ workers: 2, ...options });
  t.after(() => system.close());
  return system;
}
