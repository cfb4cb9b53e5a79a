/** What is here or on its way, by file name. A failure is forgotten. */
const loaded = new Map();

function once(key, load) {
    if (!loaded.has(key)) {
        const loading = load();
        loading.catch(() => loaded.delete(key));
        loaded.set(key, loading);
    }
    return loaded.get(key);
}

function got(name) {
    return fetch(new URL(`./${name}.wasm`, import.meta.url));
}

/** A module in a file of its own. */
function module(name) {
    return once(name, () => WebAssembly.instantiateStreaming(got(name), getSharedImports()));
}

/** The places in the memory that were given their data: it may have changed since. */
const written = new Set();

/** The small modules of an area as one, which may stand in those of other areas too. */
function pack(name) {
    return once(name, async () => {
        const module = await WebAssembly.compileStreaming(got(name));
        const imports = getSharedImports();
        const memory = new Uint8Array(imports.__wasm_split.memory.buffer);
        for (const piece of WebAssembly.Module.customSections(module, "data")) {
            const place = new DataView(piece).getUint32(0, true);
            if (!written.has(place)) memory.set(new Uint8Array(piece, 4), place);
            written.add(place);
        }
        return WebAssembly.instantiate(module, imports);
    });
}

/**
 * Loads an area, again and again until it comes, and the page says that it waits: the program would end where a module
 * does not load, for a line that was interrupted for a moment too. Where the site answers but the module is gone, a
 * new release stands in its place, and the page is loaded anew.
 */
async function steadily(load) {
    for (let wait = 1000, waits = false; ; wait = Math.min(2 * wait, 15000)) {
        try {
            await load();
            if (waits) dispatchEvent(new Event("societas-area-arrived"));
            return;
        } catch (error) {
            console.warn(error);
            dispatchEvent(new Event("societas-area-waits"));
            const answers = await fetch("/healthz", { cache: "no-store" }).then((answer) => answer.ok, () => false);
            // Once may be the line. A page that has only just come is of this release.
            if (waits && answers && performance.now() > 60000) location.reload();
            waits = true;
            await new Promise((resolve) => setTimeout(resolve, wait));
        }
    }
}

/** What the program calls for an area; it is called back by the place of its function in the table, with success. */
function area(packs, modules) {
    return async (callback, data) => {
        await steadily(() => Promise.all([...packs.map(pack), ...modules.map(module)]));
        getSharedImports().__wasm_split.__indirect_function_table.get(callback)(data, true);
    };
}
