// Generated from protocol/*.py by `npm run generate`. Do not edit.

import type { Schema } from '../shape'

export const DEFINITIONS: Record<string, Schema> = {
  "Click": {
    "type": "object",
    "properties": {
      "event": {
        "enum": [
          "click"
        ]
      },
      "x": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": -2147483648,
            "maximum": 2147483648
          },
          {
            "type": "number",
            "minimum": -2147483648,
            "maximum": 2147483648
          }
        ]
      },
      "y": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": -2147483648,
            "maximum": 2147483648
          },
          {
            "type": "number",
            "minimum": -2147483648,
            "maximum": 2147483648
          }
        ]
      },
      "button": {
        "type": "string",
        "maxLength": 64,
        "minLength": 1
      },
      "pressed": {
        "type": "boolean"
      },
      "seq": {
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991
      },
      "t": {
        "type": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "n": {
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991,
        "default": 1
      },
      "source": {
        "type": "string",
        "pattern": "^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?\\Z",
        "minLength": 1
      }
    },
    "required": [
      "event",
      "x",
      "y",
      "button",
      "pressed",
      "seq",
      "t",
      "source"
    ]
  },
  "Move": {
    "type": "object",
    "properties": {
      "event": {
        "enum": [
          "move"
        ]
      },
      "x": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": -2147483648,
            "maximum": 2147483648
          },
          {
            "type": "number",
            "minimum": -2147483648,
            "maximum": 2147483648
          }
        ]
      },
      "y": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": -2147483648,
            "maximum": 2147483648
          },
          {
            "type": "number",
            "minimum": -2147483648,
            "maximum": 2147483648
          }
        ]
      },
      "seq": {
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991
      },
      "t": {
        "type": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "n": {
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991,
        "default": 1
      },
      "source": {
        "type": "string",
        "pattern": "^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?\\Z",
        "minLength": 1
      }
    },
    "required": [
      "event",
      "x",
      "y",
      "seq",
      "t",
      "source"
    ]
  },
  "Scroll": {
    "type": "object",
    "properties": {
      "event": {
        "enum": [
          "scroll"
        ]
      },
      "x": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": -2147483648,
            "maximum": 2147483648
          },
          {
            "type": "number",
            "minimum": -2147483648,
            "maximum": 2147483648
          }
        ]
      },
      "y": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": -2147483648,
            "maximum": 2147483648
          },
          {
            "type": "number",
            "minimum": -2147483648,
            "maximum": 2147483648
          }
        ]
      },
      "dx": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": -2147483648,
            "maximum": 2147483648
          },
          {
            "type": "number",
            "minimum": -2147483648,
            "maximum": 2147483648
          }
        ]
      },
      "dy": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": -2147483648,
            "maximum": 2147483648
          },
          {
            "type": "number",
            "minimum": -2147483648,
            "maximum": 2147483648
          }
        ]
      },
      "seq": {
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991
      },
      "t": {
        "type": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "n": {
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991,
        "default": 1
      },
      "source": {
        "type": "string",
        "pattern": "^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?\\Z",
        "minLength": 1
      }
    },
    "required": [
      "event",
      "x",
      "y",
      "dx",
      "dy",
      "seq",
      "t",
      "source"
    ]
  },
  "Reading": {
    "type": "object",
    "properties": {
      "event": {
        "enum": [
          "reading"
        ]
      },
      "name": {
        "type": "string",
        "maxLength": 64,
        "minLength": 1
      },
      "value": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": -9007199254740991,
            "maximum": 9007199254740991
          },
          {
            "type": "number"
          }
        ]
      },
      "unit": {
        "type": "string",
        "maxLength": 32,
        "default": ""
      },
      "low": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": -9007199254740991,
            "maximum": 9007199254740991
          },
          {
            "type": "number"
          },
          {
            "type": "null"
          }
        ],
        "default": null
      },
      "high": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": -9007199254740991,
            "maximum": 9007199254740991
          },
          {
            "type": "number"
          },
          {
            "type": "null"
          }
        ],
        "default": null
      },
      "seq": {
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991
      },
      "t": {
        "type": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "n": {
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991,
        "default": 1
      },
      "source": {
        "type": "string",
        "pattern": "^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?\\Z",
        "minLength": 1
      }
    },
    "required": [
      "event",
      "name",
      "value",
      "seq",
      "t",
      "source"
    ]
  },
  "Text": {
    "type": "object",
    "properties": {
      "event": {
        "enum": [
          "text"
        ]
      },
      "text": {
        "type": "string",
        "maxLength": 2048
      },
      "seq": {
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991
      },
      "t": {
        "type": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "n": {
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991,
        "default": 1
      },
      "source": {
        "type": "string",
        "pattern": "^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?\\Z",
        "minLength": 1
      }
    },
    "required": [
      "event",
      "text",
      "seq",
      "t",
      "source"
    ]
  },
  "Welcome": {
    "type": "object",
    "properties": {
      "message": {
        "enum": [
          "welcome"
        ]
      },
      "type": {
        "enum": [
          "relay"
        ]
      },
      "time": {
        "type": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "viewers": {
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "sources": {
        "type": "object",
        "additionalProperties": {
          "$ref": "#/$defs/SourceEntry"
        }
      },
      "lab": {
        "type": "boolean"
      }
    },
    "required": [
      "message",
      "time",
      "viewers",
      "sources",
      "type"
    ]
  },
  "SourceEntry": {
    "type": "object",
    "properties": {
      "epoch": {
        "type": "string",
        "pattern": "^[A-Za-z0-9-]{1,64}\\Z"
      },
      "seq": {
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "online": {
        "type": "boolean"
      },
      "silent": {
        "type": "boolean",
        "default": false
      },
      "lost": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          {
            "type": "null"
          }
        ],
        "default": 0
      },
      "about": {
        "$ref": "#/$defs/About",
        "default": {}
      },
      "held": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "default": []
      },
      "latest": {
        "type": "array",
        "items": {
          "anyOf": [
            {
              "$ref": "#/$defs/Click"
            },
            {
              "$ref": "#/$defs/Move"
            },
            {
              "$ref": "#/$defs/Scroll"
            },
            {
              "$ref": "#/$defs/Reading"
            },
            {
              "$ref": "#/$defs/Text"
            }
          ],
          "discriminator": {
            "propertyName": "event",
            "mapping": {
              "click": "#/$defs/Click",
              "move": "#/$defs/Move",
              "scroll": "#/$defs/Scroll",
              "reading": "#/$defs/Reading",
              "text": "#/$defs/Text"
            }
          }
        },
        "default": []
      },
      "recent": {
        "type": "array",
        "items": {
          "anyOf": [
            {
              "$ref": "#/$defs/Click"
            },
            {
              "$ref": "#/$defs/Move"
            },
            {
              "$ref": "#/$defs/Scroll"
            },
            {
              "$ref": "#/$defs/Reading"
            },
            {
              "$ref": "#/$defs/Text"
            }
          ],
          "discriminator": {
            "propertyName": "event",
            "mapping": {
              "click": "#/$defs/Click",
              "move": "#/$defs/Move",
              "scroll": "#/$defs/Scroll",
              "reading": "#/$defs/Reading",
              "text": "#/$defs/Text"
            }
          }
        }
      }
    },
    "required": [
      "epoch",
      "seq",
      "online"
    ]
  },
  "About": {
    "type": "object",
    "properties": {
      "capture": {
        "type": "string",
        "maxLength": 64,
        "default": ""
      },
      "health": {
        "type": "string",
        "maxLength": 512,
        "default": "ok"
      },
      "screens": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/Screen"
        },
        "maxItems": 16,
        "default": []
      },
      "region": {
        "anyOf": [
          {
            "$ref": "#/$defs/Screen"
          },
          {
            "type": "null"
          }
        ],
        "default": null
      },
      "grid": {
        "type": "integer",
        "minimum": 1,
        "maximum": 10000,
        "default": 1
      }
    },
    "required": []
  },
  "Screen": {
    "type": "object",
    "properties": {
      "x": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": -2147483648,
            "maximum": 2147483648
          },
          {
            "type": "number",
            "minimum": -2147483648,
            "maximum": 2147483648
          }
        ]
      },
      "y": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": -2147483648,
            "maximum": 2147483648
          },
          {
            "type": "number",
            "minimum": -2147483648,
            "maximum": 2147483648
          }
        ]
      },
      "width": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": 0,
            "maximum": 2147483648
          },
          {
            "type": "number",
            "minimum": 0,
            "maximum": 2147483648
          }
        ]
      },
      "height": {
        "anyOf": [
          {
            "type": "integer",
            "minimum": 0,
            "maximum": 2147483648
          },
          {
            "type": "number",
            "minimum": 0,
            "maximum": 2147483648
          }
        ]
      }
    },
    "required": [
      "x",
      "y",
      "width",
      "height"
    ]
  },
  "Sources": {
    "type": "object",
    "properties": {
      "message": {
        "enum": [
          "sources"
        ]
      },
      "type": {
        "enum": [
          "relay"
        ]
      },
      "sources": {
        "type": "object",
        "additionalProperties": {
          "anyOf": [
            {
              "$ref": "#/$defs/SourceEntry"
            },
            {
              "type": "null"
            }
          ]
        }
      }
    },
    "required": [
      "message",
      "sources",
      "type"
    ]
  },
  "Status": {
    "type": "object",
    "properties": {
      "message": {
        "enum": [
          "status"
        ]
      },
      "type": {
        "enum": [
          "relay"
        ]
      },
      "time": {
        "type": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "viewers": {
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "sources": {
        "type": "object",
        "additionalProperties": {
          "$ref": "#/$defs/SourceStatus"
        }
      },
      "mark": {
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
      }
    },
    "required": [
      "message",
      "time",
      "viewers",
      "sources",
      "type"
    ]
  },
  "SourceStatus": {
    "type": "object",
    "properties": {
      "seq": {
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "lag": {
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "prefixItems": [
          {
            "type": "number"
          },
          {
            "type": "number"
          }
        ],
        "items": false
      }
    },
    "required": [
      "seq",
      "lag"
    ]
  },
  "Mark": {
    "type": "object",
    "properties": {
      "message": {
        "enum": [
          "mark"
        ]
      },
      "type": {
        "enum": [
          "relay"
        ]
      },
      "mark": {
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
      }
    },
    "required": [
      "message",
      "mark",
      "type"
    ]
  },
  "Pong": {
    "type": "object",
    "properties": {
      "message": {
        "enum": [
          "pong"
        ]
      },
      "type": {
        "enum": [
          "relay"
        ]
      },
      "t": {
        "type": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "time": {
        "type": "number",
        "minimum": 0,
        "maximum": 9007199254740991
      }
    },
    "required": [
      "message",
      "t",
      "time",
      "type"
    ]
  },
  "LabState": {
    "type": "object",
    "properties": {
      "message": {
        "enum": [
          "lab"
        ]
      },
      "type": {
        "enum": [
          "relay"
        ]
      },
      "speed": {
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "producing": {
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "samples": {
        "type": "array",
        "items": {
          "type": "array",
          "minItems": 7,
          "maxItems": 7,
          "prefixItems": [
            {
              "type": "number",
              "minimum": 0,
              "maximum": 9007199254740991
            },
            {
              "type": "boolean"
            },
            {
              "type": "integer",
              "minimum": 0,
              "maximum": 9007199254740991
            },
            {
              "type": "integer",
              "minimum": 0,
              "maximum": 9007199254740991
            },
            {
              "type": "number",
              "minimum": 0,
              "maximum": 9007199254740991
            },
            {
              "type": "number",
              "minimum": 0,
              "maximum": 9007199254740991
            },
            {
              "type": "integer",
              "minimum": 0,
              "maximum": 9007199254740991
            }
          ],
          "items": false
        }
      }
    },
    "required": [
      "message",
      "speed",
      "producing",
      "samples",
      "type"
    ]
  },
  "Error": {
    "type": "object",
    "properties": {
      "message": {
        "enum": [
          "error"
        ]
      },
      "type": {
        "enum": [
          "relay"
        ]
      },
      "reason": {
        "type": "string"
      },
      "detail": {
        "type": "string"
      }
    },
    "required": [
      "message",
      "reason",
      "detail",
      "type"
    ]
  }
}

/** The definition of each event, by its `event`. */
export const EVENTS = {
  "click": "Click",
  "move": "Move",
  "scroll": "Scroll",
  "reading": "Reading",
  "text": "Text"
} as const

/** The definition of each message of the relay, by its `message`. */
export const MESSAGES = {
  "welcome": "Welcome",
  "sources": "Sources",
  "status": "Status",
  "mark": "Mark",
  "pong": "Pong",
  "lab": "LabState",
  "error": "Error"
} as const
