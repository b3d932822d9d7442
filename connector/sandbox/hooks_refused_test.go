package sandbox_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector/sandbox"
)

func TestAChangeOfAWebhookThatIsRefusedLeavesItAsItWas(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	one := firstRepo + "/webhooks/" + fmt.Sprint(d.do(http.MethodPost, firstRepo+"/webhooks", aHook).json(t)["id"])
	before := d.box.Webhooks()[0].Events
	refused := d.do(http.MethodPut, one, `{"name":"x","url":"https://ci.example/","events":["no:event","none:such"]}`)
	assert.Equal(t, http.StatusBadRequest, refused.status)
	assert.Equal(t, before, d.box.Webhooks()[0].Events)
}
