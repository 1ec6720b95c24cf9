/** Where a sign-in and open intentions are kept: what `localStorage` offers, and React Native's AsyncStorage. */
export interface KeyValueStorage {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): void | Promise<void>;
  removeItem(key: string): void | Promise<void>;
}

/** Forgets everything with the page or the process. */
export function memoryStorage(): KeyValueStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** The page's `localStorage`, shared by its tabs; memory where there is none or it may not be used. */
export function pageStorage(): KeyValueStorage {
  // Node has one of its own, which is a file: servers must not share one sign-in by accident
  if (!('document' in globalThis)) return memoryStorage();
  try {
    const { localStorage } = globalThis;
    const probe = 'chowk:probe';
    localStorage.setItem(probe, '');
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return memoryStorage();
  }
}
