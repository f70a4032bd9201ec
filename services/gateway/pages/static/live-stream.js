// One stream of changes, kept open. It remembers what it has told, for whoever joins later.
const REMEMBERED = 500;
const LONGEST = 300_000;

export class Live {
  #listeners = new Set();
  #told = [];
  #from = null;
  #last = null;
  #source = null;
  #state = "begun";
  #failures = 0;
  #again = 0;

  // Tells what came after a position, and all that comes.
  join(position, tell) {
    this.#listeners.add(tell);
    if (this.#last === null) {
      this.#from = this.#last = position;
      this.#open();
    } else if (BigInt(position) < BigInt(this.#from)) {
      tell({ type: "reset", id: this.#last });
    } else {
      for (const one of this.#told) if (BigInt(one.id) > BigInt(position)) tell(one);
    }
    tell({ type: this.#state });
  }

  leave(tell) {
    this.#listeners.delete(tell);
    if (this.#listeners.size) return;
    clearTimeout(this.#again);
    this.#source?.close();
    [this.#source, this.#last, this.#told] = [null, null, []];
  }

  #open() {
    const source = (this.#source = new EventSource(`/live?after=${this.#last}`));
    source.addEventListener("open", () => { this.#failures = 0; this.#is("live"); });
    source.addEventListener("figure", (event) => {
      this.#last = event.lastEventId;
      this.#told.push({ type: "figure", id: event.lastEventId, figure: JSON.parse(event.data) });
      if (this.#told.length > REMEMBERED) this.#from = this.#told.shift().id;
      this.#tell(this.#told.at(-1));
    });
    source.addEventListener("reset", (event) => {
      [this.#from, this.#last, this.#told] = [event.lastEventId, event.lastEventId, []];
      this.#tell({ type: "reset", id: event.lastEventId });
    });
    source.addEventListener("error", () => {
      this.#is("lost");
      // A lost connection comes back by itself, but after an answer that is no stream nothing does.
      if (source.readyState !== EventSource.CLOSED) return;
      const pause = Math.min(LONGEST, 2_000 * 2 ** this.#failures++) * (0.5 + Math.random());
      this.#again = setTimeout(() => this.#open(), pause);
    });
  }

  #is(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#tell({ type: state });
  }

  #tell(what) {
    for (const tell of this.#listeners) tell(what);
  }
}
