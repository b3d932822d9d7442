package views

import (
	"strings"

	"fyne.io/fyne/v2"
)

// serviceChoice lets the person say which build service they use, and for one nobody knows its addresses.
type serviceChoice struct {
	book    *serviceBook
	box     *fyne.Container
	custom  *fyne.Container
	field   *area
	wrong   *hint
	changed func()
	buttons []*button
}

// newServiceChoice makes it; changed is told when another service or other addresses count.
func newServiceChoice(book *serviceBook, changed func()) *serviceChoice {
	c := &serviceChoice{book: book, changed: changed}
	labels := []string{}
	for _, s := range book.list() {
		labels = append(labels, usedService{BuildService: s}.name())
	}
	choice := newChoice(labels, book.at(), c.choose)
	c.buttons = choice.buttons
	c.field = newArea(say("service.custom.hint"), 2)
	c.field.SetText(book.typed())
	c.custom, c.wrong = wanting(say("service.custom"), c.field)
	c.field.OnChanged = func(string) { c.show() }
	c.field.left = c.keep
	c.box = stackGap(0, labelled(say("service.choose"), choice.row), c.custom)
	c.show()
	return c
}

// choose takes the service at a place in the list.
func (c *serviceChoice) choose(at int) {
	c.book.choose(ChosenService{ID: c.book.list()[at].ID, Addresses: c.field.Text})
	c.show()
}

// keep remembers the addresses typed, once they are typed: not with every letter.
func (c *serviceChoice) keep() {
	if c.book.current().Custom {
		c.book.choose(ChosenService{ID: c.book.list()[c.book.at()].ID, Addresses: c.field.Text})
	}
}

// service is what is chosen and typed now.
func (c *serviceChoice) service() usedService {
	return c.book.with(c.field.Text).current()
}

// show shows the field where it is needed, and names what is typed there and is no address.
func (c *serviceChoice) show() {
	service := c.service()
	setVisible(c.custom, service.Custom)
	said := ""
	if len(service.Wrong) > 0 {
		said = say("service.custom.wrong", "names", strings.Join(service.Wrong, ", "))
	}
	c.wrong.say(said)
	c.box.Refresh()
	c.changed()
}
