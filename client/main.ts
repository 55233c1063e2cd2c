/** What can be on a page, by the name in its `data-module`. */
const modules: Readonly<Record<string, (root: HTMLElement) => Promise<void>>> = {
  response: async (root) => {
    const { mountResponse } = await import('./editor/page.ts');
    mountResponse(root);
  },
};

for (const root of document.querySelectorAll<HTMLElement>('[data-module]')) {
  void modules[root.dataset['module'] ?? '']?.(root);
}
