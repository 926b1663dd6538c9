// What the vendored scripts put on the page: htmx 2.0 and Idiomorph 0.8, as far as we use them.

interface HtmxAjaxContext {
  source?: Element | string;
  event?: Event;
  target?: Element | string;
  swap?: string;
  select?: string;
  values?: Record<string, unknown>;
  headers?: Record<string, string>;
}

interface Htmx {
  config: Record<string, unknown>;
  ajax(verb: string, path: string, context?: Element | string | HtmxAjaxContext): Promise<void>;
  process(element: Element): void;
  trigger(element: Element | string, name: string, detail?: unknown): void;
  on(event: string, listener: (event: CustomEvent) => void): EventListener;
  onLoad(callback: (element: HTMLElement) => void): EventListener;
  closest(element: Element, selector: string): Element | null;
  remove(element: Element): void;
  swap(target: Element | string, content: string, spec: { swapStyle: string }): void;
}

/** The detail of htmx:beforeRequest, htmx:afterRequest, htmx:sendError and their kin. */
interface HtmxRequestDetail {
  elt: HTMLElement;
  target: HTMLElement;
  xhr: XMLHttpRequest;
  requestConfig: {
    verb: string;
    path: string;
    headers: Record<string, string>;
    parameters: FormData;
    elt: HTMLElement;
    triggeringEvent?: Event;
  };
  successful?: boolean;
  failed?: boolean;
  shouldSwap?: boolean;
  isError?: boolean;
}

interface IdiomorphOptions {
  morphStyle?: "outerHTML" | "innerHTML";
  ignoreActive?: boolean;
  ignoreActiveValue?: boolean;
  restoreFocus?: boolean;
  callbacks?: {
    beforeNodeAdded?: (node: Node) => boolean | void;
    afterNodeAdded?: (node: Node) => void;
    beforeNodeMorphed?: (current: Node, wanted: Node) => boolean | void;
    afterNodeMorphed?: (current: Node, wanted: Node) => void;
    beforeNodeRemoved?: (node: Node) => boolean | void;
    afterNodeRemoved?: (node: Node) => void;
    beforeAttributeUpdated?: (name: string, node: Element, change: "update" | "remove") => boolean | void;
  };
}

declare const htmx: Htmx;
declare const Idiomorph: {
  morph(current: Element | Document, wanted: string | Element | Document | HTMLCollection, options?: IdiomorphOptions): Node[];
};

interface Window {
  htmx: Htmx;
}
