// What the reader has chosen, and who wants to know when it changes.

export function createStore(initial) {
  const state = { ...initial };
  const listeners = [];
  return {
    state,
    set(changes) {
      const changed = Object.keys(changes).filter((key) => state[key] !== changes[key]);
      if (!changed.length) return;
      Object.assign(state, changes);
      for (const [keys, listener] of listeners) {
        if (keys.some((key) => changed.includes(key))) listener(state, changed);
      }
    },
    // Listeners are called in the order in which they were added.
    on(keys, listener) {
      listeners.push([keys, listener]);
    },
  };
}
