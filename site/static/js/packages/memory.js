// Inside the sandbox. Without this, an activity that looks for the browser's storage stops there:
// it has none, and is given a memory that lasts as long as the page.
try {
  self.localStorage.length;
} catch {
  const memory = () => {
    const kept = new Map();
    return {
      get length() { return kept.size; },
      key: (place) => [...kept.keys()][place] ?? null,
      getItem: (name) => kept.get(String(name)) ?? null,
      setItem: (name, value) => { kept.set(String(name), String(value)); },
      removeItem: (name) => { kept.delete(String(name)); },
      clear: () => kept.clear(),
    };
  };
  for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(self, name, { value: memory() });
  Object.defineProperty(document, "cookie", { get: () => "", set: () => {} });
}
