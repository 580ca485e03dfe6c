// Undo and redo of what was chosen. While one slider is dragged its moves are one step.

export function createHistory(store, keys) {
  const taken = () => Object.fromEntries(keys.map((key) => [key, store.state[key]]));
  const [past, future] = [[], []];
  let now = taken();
  let [isOwn, dragged, lastDragged] = [false, null, null];

  store.on(keys, () => {
    if (!isOwn) {
      if (!dragged || dragged !== lastDragged) past.push(now);
      future.length = 0;
      lastDragged = dragged;
    }
    now = taken();
  });

  function go(from, to) {
    if (!from.length) return;
    to.push(now);
    isOwn = true;
    lastDragged = null;
    store.set(from.pop());
    isOwn = false;
  }

  return {
    undo: () => go(past, future),
    redo: () => go(future, past),
    can: () => [past.length > 0, future.length > 0],
    // Changes until the next call are one step if they bear the same name.
    drag(name) {
      dragged = name;
      if (!name) lastDragged = null;
    },
  };
}
