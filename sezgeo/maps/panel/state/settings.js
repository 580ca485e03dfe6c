// Settings kept under a name: as addresses, so that reading them back trusts nothing.

const KEY = "sezgeo-settings";
const MOST = 50;
const NAME_LETTERS = 60;

// A file of its own, a notebook's frame or a cautious browser may have no store: memory then.
export function createSettings(open = () => window.localStorage) {
  let memory = {};
  let shelf = null;
  try {
    shelf = open();
    memory = checked(JSON.parse(shelf.getItem(KEY)));
  } catch {
    // what cannot be read is no setting of ours
  }

  function keep(all) {
    memory = all;
    try {
      shelf.setItem(KEY, JSON.stringify(all));
    } catch {
      // kept while the page is open
    }
  }

  return {
    names: () => Object.keys(memory),
    read: (name) => (Object.hasOwn(memory, name) ? memory[name] : ""),
    save(name, hash) {
      const short = name.trim().slice(0, NAME_LETTERS);
      if (short) {
        keep(
          Object.fromEntries(
            [...Object.entries(memory).filter(([other]) => other !== short), [short, hash]].slice(-MOST),
          ),
        );
      }
      return short;
    },
    remove: (name) => keep(Object.fromEntries(Object.entries(memory).filter(([other]) => other !== name))),
  };
}

function checked(read) {
  const entries = read && typeof read === "object" ? Object.entries(read) : [];
  return Object.fromEntries(
    entries.filter(([name, hash]) => name.length <= NAME_LETTERS && typeof hash === "string").slice(0, MOST),
  );
}
