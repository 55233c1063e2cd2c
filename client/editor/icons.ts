const paths = {
  bold: ['M5 3h4.5a3 3 0 0 1 0 6H5zM5 9h5.3a3 3 0 0 1 0 6H5z'],
  italic: ['M8 3h5M5 15h5M10.5 3l-3 12'],
  heading: ['M4 3v12M14 3v12M4 9h10'],
  subheading: ['M4 5v9M11 5v9M4 9.5h7M14.5 14v-4.5'],
  bullets: ['M7 5h9M7 13h9', 'M3 5h.01M3 13h.01'],
  numbers: ['M3 2v5M1.5 3.5L3 2M1.5 11.2h3v2.3h-3V16h3M8 5h8M8 13h8'],
  link: ['M7.5 10.5l3-3M6 8L4 10a3 3 0 0 0 4 4l2-2M12 10l2-2a3 3 0 0 0-4-4L8 6'],
  undo: ['M6.5 4L3 7.5 6.5 11M3.5 7.5H11a3.5 3.5 0 0 1 0 7H8'],
  redo: ['M11.5 4L15 7.5 11.5 11M14.5 7.5H7a3.5 3.5 0 0 0 0 7h3'],
  tick: ['M2 9l4 4L15 4'],
  lock: ['M5.5 8V5.6a3.5 3.5 0 0 1 7 0V8', 'M4 8h10v7H4z'],
  offline: ['M5 13h7.5a2.8 2.8 0 0 0 .6-5.5A4.2 4.2 0 0 0 5.6 6.4 3.4 3.4 0 0 0 5 13zM2.5 2.5l13 13'],
  warning: ['M9 3v7M9 13.5v.5'],
} as const;

export type IconName = keyof typeof paths;

const svg = 'http://www.w3.org/2000/svg';

/** Draws an icon of 18 by 18 pixels. Assistive technology skips it: words beside it say the same. */
export function icon(name: IconName): SVGSVGElement {
  const picture = document.createElementNS(svg, 'svg');
  for (const [key, value] of Object.entries({
    width: '18',
    height: '18',
    viewBox: '0 0 18 18',
    'aria-hidden': 'true',
    focusable: 'false',
  })) {
    picture.setAttribute(key, value);
  }
  for (const d of paths[name]) {
    const path = document.createElementNS(svg, 'path');
    path.setAttribute('d', d);
    path.setAttribute('fill', 'none');
    path.setAttribute('stroke', 'currentColor');
    path.setAttribute('stroke-width', name === 'bold' ? '2.4' : '1.8');
    path.setAttribute('stroke-linecap', 'round');
    picture.append(path);
  }
  return picture;
}
