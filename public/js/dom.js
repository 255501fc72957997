/**
 * @template {Element} T
 * @typedef {{ new (): T, prototype: T }} Kind
 */

/**
 * The first element that the selector names, if it is of the kind.
 * @template {Element} T
 * @param {Kind<T>} kind
 * @param {string} selector
 * @param {ParentNode} root
 */
export function findKind(kind, selector, root = document) {
  const element = root.querySelector(selector);
  return element instanceof kind ? element : undefined;
}

/**
 * @template {Element} T
 * @param {Kind<T>} kind
 * @param {string} selector
 * @param {ParentNode} root
 */
export function findKinds(kind, selector, root = document) {
  return [...root.querySelectorAll(selector)].flatMap((element) =>
    element instanceof kind ? [element] : [],
  );
}

/**
 * @param {string} selector
 * @param {ParentNode} [root]
 */
export const find = (selector, root) => findKind(HTMLElement, selector, root);

/**
 * @param {string} selector
 * @param {ParentNode} [root]
 */
export const findAll = (selector, root) => findKinds(HTMLElement, selector, root);

/**
 * The element that an event is of, or the one around it that the selector names.
 * @param {Event} event
 * @param {string} selector
 */
export function targetIn(event, selector) {
  const element = event.target instanceof Element ? event.target.closest(selector) : undefined;
  return element instanceof HTMLElement ? element : undefined;
}

/**
 * The checkboxes of a list.
 * @param {string} part
 * @param {ParentNode} root
 */
export const boxesOf = (part, root) => findKinds(HTMLInputElement, `${part} input[type=checkbox]`, root);

/**
 * @param {string | null | undefined} id
 */
export const byId = (id) => (id ? document.getElementById(id) : null);
