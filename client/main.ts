/** Takes over one element of a page; what it adds must not be needed to read the page. */
type Mount = (element: HTMLElement) => void | Promise<void>;

const modules: Readonly<Record<string, () => Promise<Mount>>> = {};

for (const element of document.querySelectorAll<HTMLElement>('[data-module]')) {
  const load = modules[element.dataset['module'] ?? ''];
  if (load !== undefined) void load().then((mount) => mount(element));
}
