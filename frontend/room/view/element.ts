/** Building elements without markup strings, so that a name is never taken for HTML. */

type Attributes = Record<string, string | true>;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value === true ? '' : value);
  element.append(...children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A decorative icon of the sprite; what it means is said in text beside it. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export function setIcon(svg: SVGSVGElement, name: string): void {
  svg.querySelector('use')?.setAttribute('href', `icons.svg#${name}`);
}

/** An icon whose meaning is also text, for screen readers and as a tooltip. */
export function sign(name: string, text: string, className: string): HTMLSpanElement {
  return el('span', { class: `sign ${className}`, title: text }, icon(name), el('span', { class: 'visually-hidden' }, text));
}
