import { describe, expect, test } from 'bun:test';
import { foreignMarkup } from './vocabulary.ts';

const page = (body: string) => `<html lang="en"><head><title>x</title></head><body>${body}</body></html>`;

describe('what our pages must not hold is seen', () => {
  test.each<[string, string[]]>([
    ['<dvi></dvi>', ['<dvi> is no tag']],
    ['<a hxget="/x">x</a>', ['hxget="/x" on <a>: no such attribute']],
    ['<a hx-gte="/x">x</a>', ['hx-gte="/x" on <a>: no such attribute']],
    ['<a data-nobody="1">x</a>', ['data-nobody="1" on <a>: no such attribute']],
    ['<a aria-lable="x">x</a>', ['aria-lable="x" on <a>: no such attribute']],
    ['<div href="/x"></div>', ['href="/x" on <div>: no such attribute']],
    ['<div className="row"></div>', ['classname="row" on <div>: no such attribute']],
    ['<p role="buton">x</p>', ['role="buton" on <p>: no such role']],
    ['<p class="row rwo">x</p>', ['class "rwo" on <p> is not in the styles']],
    ['<p style="color:red">x</p>', ['style="color:red" on <p>: no style attributes']],
    ['<p onclick="x()">x</p>', ['onclick="x()" on <p>: no inline handlers']],
    ['<p hx-on:click="x()">x</p>', ['hx-on:click="x()" on <p>: no inline handlers']],
    ['<a href="javascript:x">x</a>', ['href="javascript:x" on <a>: no script in an address']],
    ['<p id="a" id="b">x</p>', ['<p> has an attribute twice']],
    ['<script>x</script>', ['<script> is inline']],
    ['<style>x</style>', ['<style> has no nonce']],
    ['<p id="a">x</p><p id="a">x</p>', ['two elements have the id "a"']],
    ['<label for="b">x</label>', ['for of <label> points to "b", which is not there']],
    [
      '<input aria-describedby="b c"><p id="b">x</p>',
      ['aria-describedby of <input> points to "c", which is not there'],
    ],
    ['<p aria-controls="b">x</p>', ['aria-controls of <p> points to "b", which is not there']],
    ['<svg><use href="#no-icon"/></svg>', ['<use> points to "no-icon", which is not there']],
    ['<h1>x</h1><h1>y</h1>', ['2 h1 on a page']],
    ['<h2>x</h2><h4>y</h4>', ['h4 after h2']],
    ['<div><span></div>', ['<span> is not closed before </div>']],
    ['<div>', ['<div> is never closed']],
    ['</div>', ['</div> closes nothing']],
    ['<div/></div>', ['<div/> closes itself', '</div> closes nothing']],
    ['<p><ul></ul></p>', ['<ul> inside <p>']],
    ['<form><form></form></form>', ['<form> inside <form>']],
    ['<a href="/"><button>x</button></a>', ['<button> inside <a>']],
    ['<div><li>x</li></div>', ['<li> inside <div>']],
    ['<table><tr><td>x</td></tr></table>', ['<tr> inside <table>']],
  ])('%s', (html, found) => {
    expect(foreignMarkup(html)).toEqual(found);
  });

  test('a page needs a heading, and the first is its h1', () => {
    expect(foreignMarkup(page('<p>x</p>'))).toEqual(['no h1 on the page']);
    expect(foreignMarkup(page('<h2>x</h2><h1>y</h1>'))).toEqual(['h2 after nothing']);
  });

  test('a link within a page leads somewhere', () => {
    expect(foreignMarkup(page('<h1>x</h1><a href="#gone">x</a>'))).toEqual([
      '<a> points to "gone", which is not there',
    ]);
  });
});

describe('what is right is left alone', () => {
  test.each([
    '<hx-partial hx-target="#a" hx-swap="outerMorph"><tr id="a"><td>x</td></tr></hx-partial>',
    '<div hx-sse:connect="/stream" hx-sse:close="end" hx-status:5xx="swap:none"></div>',
    '<input type="checkbox" checked=""/><br/><svg class="icon"><path d="M0 0"/></svg>',
    '<textarea><p><div></textarea><!-- <dvi> -->',
    '<a href="#further-up">x</a><svg><use href="#plus"/></svg>',
    '<p>a &lt;dvi&gt; b</p>',
  ])('%s', (html) => {
    expect(foreignMarkup(html)).toEqual([]);
  });

  test('the page behind a dialog has its own h1', () => {
    const html = page('<div inert><h1>x</h1><h3>z</h3></div><dialog open><h1>y</h1><h2>z</h2></dialog>');
    expect(foreignMarkup(html)).toEqual([]);
  });
});
