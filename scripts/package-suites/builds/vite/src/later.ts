export const done = (element: HTMLElement): void => { element.dataset['done'] = 'true' }
